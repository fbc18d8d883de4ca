import { expectOp, type OpCase, opCases, valuesOf } from '@procrustes/ops/testing';
import * as core from '@tensorflow/tfjs-core';
import { getBackend, getKernelsForBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BackendAdapter, type BackendDevice, isUnavailable } from '../backend-adapter.ts';
import { prepareBackend } from '../prepare-backend.ts';
import { type BlockResult, expectNothingLeftByAThrow, littleBlocks, resultOf } from './little-blocks.ts';
import { longSumChecks } from './long-sum-checks.ts';
import { memoryChecks } from './memory-checks.ts';
import { nonFiniteChecks } from './non-finite-checks.ts';

/** Checks that a backend need not pass, and why: one by its name, several by a pattern. */
export interface ContractSkip {
  readonly check: string | RegExp;
  readonly reason: string;
}

/** What a backend's contract is, beside what holds for all. */
export interface ContractTerms {
  /** A skip that excuses from nothing is an error. */
  readonly skips?: readonly ContractSkip[];
  /** Times the tolerances of exact float32 arithmetic, for a device that divides or takes roots approximately, say. */
  readonly allowance?: { readonly factor: number; readonly reason: string };
  /** How many values the long sums have, where a million takes too long. */
  readonly longSums?: { readonly size: number; readonly reason: string };
  /** Whether it was prepared for these tests, so that it must not be left out; see `wasPrepared`. */
  readonly prepared?: boolean;
}

/** One thing that every backend must do. Runs with the backend current, and leaves it so. */
export interface ContractCheck {
  readonly name: string;
  run(): Promise<void> | void;
}

/** A test that the contract comes to: a check, or why there is none. */
export interface ContractTest extends ContractCheck {
  /** Why it is not run. */
  readonly skipped?: string;
}

/**
 * Relative to the norm of what is compared. Each side is float32 (6e-8), with sums of up to a few thousand terms in an
 * order of its own; gradients of a whole block lose another digit in batch norm.
 */
const tolerances = { kernel: 2e-6, block: 1e-5 };

/** The rounding of a backend's numbers, in that of float32: 2⁻¹¹ against 2⁻²⁴. */
const roundings: Readonly<Record<BackendDevice['precision'], number>> = { float32: 1, float16: 2 ** 13 };

/** Whether the environment names a backend among those that were prepared for the tests; in a page nothing does. */
export function wasPrepared(name: string): boolean {
  if (typeof process === 'undefined') return false;
  return (process.env?.PROCRUSTES_TEST_BACKENDS ?? '').split(',').includes(name);
}

/** Declares the tests that every backend must pass. */
export async function describeBackendContract(backend: BackendAdapter, terms: ContractTerms = {}): Promise<void> {
  const { title, start, tests } = await backendContract(backend, terms);
  describe(title, () => {
    beforeAll(start);
    for (const { name, skipped, run } of tests) {
      if (skipped === undefined) it(name, run);
      else it.skip(`${name} (skipped: ${skipped})`, () => {});
    }
  });
}

/**
 * The tests of one backend. Where it is not available they are one, which is skipped, or fails if the backend was
 * prepared for the tests; the same where every check is skipped.
 */
export async function backendContract(
  backend: BackendAdapter,
  { skips = [], allowance, longSums, prepared = wasPrepared(backend.name) }: ContractTerms,
): Promise<{ readonly title: string; start(): Promise<void>; readonly tests: readonly ContractTest[] }> {
  const found = await backend.probe();
  if (isUnavailable(found)) {
    const refusal = {
      name: 'has its contract',
      run: () => expect(found.reason, 'was prepared for the tests').toBe(''),
      // What never runs on this platform was prepared for another one.
      ...(prepared && !found.elsewhere ? {} : { skipped: found.reason }),
    };
    return { title: `backend ${backend.name}: not available`, start: async () => {}, tests: [refusal] };
  }
  const factor = (allowance?.factor ?? 1) * roundings[found.precision];
  const checks = [
    { name: 'becomes the current backend, and says what it computes on', run: () => becomesCurrent(backend) },
    ...opCases.map((opCase) => ({
      name: `${opCase.op} ${opCase.title}`,
      run: () => agrees(opCase, factor),
    })),
    { name: 'has no kernel of its own that no case runs', run: () => coversOwnKernels(backend) },
    ...littleBlocks.flatMap((block, index) => [
      {
        name: `${block.name}: loss and gradients of the cpu backend, nothing left`,
        run: async () => agreesWithCpu(await resultOf(block), onCpu.block(index), factor),
      },
      { name: `${block.name}: nothing left where a gradient throws`, run: () => expectNothingLeftByAThrow(block) },
      {
        name: `${block.name}: the same numbers, bit for bit, when it runs again`,
        run: async () => expect(await resultOf(block)).toEqual(await resultOf(block)),
      },
    ]),
    ...longSumChecks(longSums?.size ?? 1_000_000, factor),
    ...memoryChecks,
    ...nonFiniteChecks(),
  ];
  const tests = checks.map((check): ContractTest => {
    const skip = skips.find((candidate) => excuses(candidate, check.name));
    return skip === undefined ? check : { ...check, skipped: skip.reason };
  });
  return {
    title: `backend ${backend.name}`,
    // The plain backend first and at once, because changing backends may cost something.
    start: async () => {
      await onCpu.compute();
      await prepareBackend(backend.name);
    },
    tests: [
      {
        name: 'is excused from nothing that is not asked, and not from everything',
        run: () => {
          expect(skips.filter((skip) => !checks.some(({ name }) => excuses(skip, name)))).toEqual([]);
          if (prepared) expect(tests.some(({ skipped }) => skipped === undefined)).toBe(true);
        },
      },
      ...tests,
    ],
  };
}

const excuses = ({ check }: ContractSkip, name: string): boolean =>
  typeof check === 'string' ? check === name : check.test(name);

/** What the plain backend gives for everything that others are compared with. */
class CpuResults {
  readonly #outputs = new Map<OpCase, readonly Float32Array[]>();
  #blocks: readonly BlockResult[] = [];

  /** Makes the plain backend current where it has not been asked yet. */
  async compute(): Promise<void> {
    if (this.#blocks.length > 0) return;
    await prepareBackend('cpu');
    for (const opCase of opCases) {
      const outputs = await valuesOf(opCase, opCase.composition ?? opCase.run);
      this.#outputs.set(
        opCase,
        outputs.map(({ values }) => values),
      );
    }
    const blocks = [];
    for (const block of littleBlocks) blocks.push(await resultOf(block));
    this.#blocks = blocks;
  }

  outputs(opCase: OpCase): readonly Float32Array[] {
    return this.#outputs.get(opCase) as readonly Float32Array[];
  }

  block(index: number): BlockResult {
    return this.#blocks[index] as BlockResult;
  }
}

const onCpu = new CpuResults();

async function becomesCurrent({ name, engineName }: BackendAdapter): Promise<void> {
  const prepared = await prepareBackend(name);
  expect(getBackend()).toBe(engineName);
  expect(prepared).toMatchObject({ name, why: 'asked for', precision: expect.stringMatching(/^float(32|16)$/) });
  expect(prepared.device).not.toBe('');
  // null where a driver schedules the work.
  expect(prepared.threads ?? 1).toBeGreaterThanOrEqual(1);
}

/**
 * An operation is its float64 reference, forward and backward, and leaves nothing; and it is, more closely, what the
 * plain composition gives here and on the plain backend.
 */
async function agrees(opCase: OpCase, factor: number): Promise<void> {
  await expectOp(opCase, factor);
  const expected = onCpu.outputs(opCase);
  const runs = [opCase.run, ...(opCase.composition ? [opCase.composition] : [])];
  for (const [index, run] of runs.entries()) {
    const found = await valuesOf(opCase, run);
    expected.forEach((values, output) => {
      const what = `output ${output} of ${index === 0 ? 'the kernel' : 'the composition'} and of the cpu`;
      expect(found[output]?.values, what).toBeRelativelyClose(values, tolerances.kernel * factor);
    });
  }
}

/** By TensorFlow.js's registry: a kernel of no stock name is one of ours, and must be in a case. */
function coversOwnKernels({ engineName }: BackendAdapter): void {
  const stock = new Set<unknown>(Object.values(core).filter((value) => typeof value === 'string'));
  const covered = new Set(opCases.map(({ kernel }) => kernel));
  const own = getKernelsForBackend(engineName)
    .map(({ kernelName }) => kernelName)
    .filter((name) => !stock.has(name));
  expect(own).not.toEqual([]);
  expect(own.filter((name) => !covered.has(name))).toEqual([]);
}

function agreesWithCpu(found: BlockResult, expected: BlockResult, factor: number): void {
  expect(found.loss).toBeRelativelyClose(expected.loss, tolerances.block * factor);
  for (const [input, gradient] of Object.entries(expected.gradients)) {
    expect(Math.hypot(...gradient), `size of the gradient of ${input}`).toBeGreaterThan(1e-3);
    expect(found.gradients[input], `gradient of ${input}`).toBeRelativelyClose(gradient, tolerances.block * factor);
  }
}
