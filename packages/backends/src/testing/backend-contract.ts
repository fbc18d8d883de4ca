import {
  batchNormTraining,
  channelAffine,
  channelSum,
  convolution,
  fullyConnected,
  globalAveragePool,
  l2Pool,
  relu,
  residualSum,
  softmaxCrossEntropy,
  sumOfSquares,
  valueAndGradients,
} from '@procrustes/ops';
import { expectTensorCount, type NumericTensor } from '@procrustes/testing';
import {
  clone,
  dispose,
  fill,
  getBackend,
  matMul,
  memory,
  ones,
  reshape,
  type Scalar,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BackendAdapter, isUnavailable } from '../backend-adapter.ts';
import { prepareBackend } from '../prepare-backend.ts';
import { kernelCases } from './kernel-cases.ts';
import { type LittleBlock, littleBlocks } from './little-blocks.ts';

/** A check that a backend need not pass, and why. */
export interface ContractSkip {
  readonly check: string;
  readonly reason: string;
}

interface Check {
  readonly name: string;
  run(backend: BackendAdapter): Promise<void> | void;
}

/**
 * Relative to the norm of what is compared. Each side is float32 (6e-8), with sums of up to a few thousand terms in an
 * order of its own; gradients of a whole block lose another digit in batch norm.
 */
const tolerances = { kernel: 2e-6, block: 1e-5 };

/** What every backend must do, in the order of what builds on what. */
const checks: readonly Check[] = [
  { name: 'becomes the current backend, and says what it computes on', run: becomesCurrent },
  ...kernelCases.map(({ kernel, title, inputs, run, reference }) => ({
    name: `${kernel} ${title}: the reference's result, one tensor`,
    run: async ({ name }: BackendAdapter) => {
      const expected = await evaluateOn('cpu', inputs, reference);
      const own = await evaluateOn(name, inputs, reference);
      expect(own, 'the reference on this backend').toBeRelativelyClose(expected, tolerances.kernel);
      expect(await evaluateOn(name, inputs, run)).toBeRelativelyClose(expected, tolerances.kernel);
    },
  })),
  ...littleBlocks.map((block) => ({
    name: `${block.name}: loss and gradients of the cpu backend, no tensor left`,
    run: ({ name }: BackendAdapter) => agreesWithCpu(name, block),
  })),
  { name: 'the same numbers, bit for bit, when a block runs again', run: repeats },
  { name: 'sums of a million ones are exact', run: sumsOnes },
  { name: 'sums of a million values keep six digits', run: sumsValues },
  { name: 'a clone shares memory with its original', run: cloneShares },
  { name: 'a clone outlives its original, and the original its clone', run: cloneOutlives },
  { name: 'a matrix product follows the shape, not the memory, of its factors', run: multipliesByShape },
  { name: 'pooling over one pixel is the pixel', run: poolsOnePixel },
  ...nonFiniteChecks(),
];

/**
 * Declares the tests that every backend must pass.
 * @param skips checks that it is excused from; a skip that excuses from nothing is an error
 */
export async function describeBackendContract(backend: BackendAdapter, skips: readonly ContractSkip[]): Promise<void> {
  const found = await backend.probe();
  if (isUnavailable(found)) {
    // Where a backend was prepared for the tests, it must not be left out because it does not load.
    const wanted = !found.elsewhere && (process.env.PROCRUSTES_TEST_BACKENDS ?? '').split(',').includes(backend.name);
    (wanted ? describe : describe.skip)(`backend ${backend.name}: not available, ${found.reason}`, () => {
      it('has its contract', () => {
        expect(found.reason, 'was prepared for the tests').toBe('');
      });
    });
    return;
  }
  describe(`backend ${backend.name}`, () => {
    beforeAll(async () => {
      await prepareBackend(backend.name);
    });
    it('is excused from nothing that is not asked', () => {
      expect(skips.filter(({ check }) => !checks.some(({ name }) => name === check))).toEqual([]);
    });
    for (const check of checks) {
      const skip = skips.find((candidate) => candidate.check === check.name);
      if (skip !== undefined) it.skip(`${check.name} (skipped: ${skip.reason})`, () => {});
      else it(check.name, () => check.run(backend));
    }
  });
}

type Inputs = Readonly<Record<string, NumericTensor>>;
type Tensors = Readonly<Record<string, Tensor>>;

const toTensors = (inputs: Inputs): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, values }]) => [name, tensor(Float32Array.from(values), [...shape])]),
  );

/** What f gives on a backend; asserts that it leaves one tensor. Afterwards that backend is current. */
async function evaluateOn(name: string, inputs: Inputs, f: (tensors: Tensors) => Tensor): Promise<Float32Array> {
  await prepareBackend(name);
  const tensors = toTensors(inputs);
  const y = await expectTensorCount(() => tidy(() => f(tensors)), 1);
  const values = Float32Array.from(await y.data());
  dispose([y, ...Object.values(tensors)]);
  return values;
}

async function gradientsOn(name: string, { inputs, loss }: LittleBlock) {
  await prepareBackend(name);
  return expectTensorCount(async () => {
    const tensors = toTensors(inputs);
    const { value, gradients } = valueAndGradients(() => loss(tensors), Object.values(tensors));
    const results = await Promise.all([value, ...gradients].map(async (y) => Float32Array.from(await y.data())));
    dispose([value, ...gradients, ...Object.values(tensors)]);
    return { loss: results[0] as Float32Array, gradients: results.slice(1) };
  });
}

async function becomesCurrent({ name, engineName }: BackendAdapter): Promise<void> {
  const prepared = await prepareBackend(name);
  expect(getBackend()).toBe(engineName);
  expect(prepared).toMatchObject({ name, why: 'asked for', precision: expect.stringMatching(/^float(32|16)$/) });
  expect(prepared.device).not.toBe('');
  // null where a driver schedules the work.
  expect(prepared.threads ?? 1).toBeGreaterThanOrEqual(1);
}

async function agreesWithCpu(name: string, block: LittleBlock): Promise<void> {
  const expected = await gradientsOn('cpu', block);
  const found = await gradientsOn(name, block);
  expect(found.loss).toBeRelativelyClose(expected.loss, tolerances.block);
  for (const [index, input] of Object.keys(block.inputs).entries()) {
    const gradient = expected.gradients[index] as Float32Array;
    expect(Math.hypot(...gradient), `size of the gradient of ${input}`).toBeGreaterThan(1e-3);
    expect(found.gradients[index], `gradient of ${input}`).toBeRelativelyClose(gradient, tolerances.block);
  }
}

async function repeats({ name }: BackendAdapter): Promise<void> {
  for (const block of littleBlocks) expect(await gradientsOn(name, block)).toEqual(await gradientsOn(name, block));
}

async function read(y: Tensor): Promise<Float32Array> {
  const values = Float32Array.from(await y.data());
  y.dispose();
  return values;
}

async function sumsOnes(): Promise<void> {
  await expectTensorCount(async () => {
    const x = ones([100, 100, 100, 1]) as Tensor4D;
    const flat = ones([1_000_000]);
    expect(await read(channelSum(x))).toEqual(Float32Array.of(1e6));
    expect(await read(sumOfSquares(x))).toEqual(Float32Array.of(1e6));
    expect(await read(sumOfSquares(flat))).toEqual(Float32Array.of(1e6));
    dispose([x, flat]);
  });
}

async function sumsValues(): Promise<void> {
  await expectTensorCount(async () => {
    const values = Float32Array.from({ length: 1_000_000 }, (_, index) => 0.1 + (index % 97) / 970);
    const sum = values.reduce((partial, value) => partial + value, 0);
    const squares = values.reduce((partial, value) => partial + value ** 2, 0);
    const x = tensor4d(values, [100, 100, 100, 1]);
    expect(await read(channelSum(x))).toBeRelativelyClose([sum], 1e-6);
    expect(await read(sumOfSquares(x))).toBeRelativelyClose([squares], 1e-6);
    x.dispose();
  });
}

function cloneShares(): void {
  const x = tensor1d([1, 2, 3]);
  const { numDataBuffers } = memory();
  const y = clone(x);
  expect(memory().numDataBuffers).toBe(numDataBuffers);
  dispose([x, y]);
  expect(memory().numDataBuffers).toBe(numDataBuffers - 1);
}

async function cloneOutlives(): Promise<void> {
  const values = Float32Array.from({ length: 4096 }, (_, index) => index);
  await expectTensorCount(async () => {
    for (const survivor of ['clone', 'original'] as const) {
      const original = tensor1d(values);
      const copy = clone(original);
      const [dead, alive] = survivor === 'clone' ? [original, copy] : [copy, original];
      dead.dispose();
      // Would take the place of memory that was freed too early.
      const others = Array.from({ length: 8 }, () => fill([4096], -1));
      expect(await alive.data(), `the ${survivor}`).toEqual(values);
      dispose([alive, ...others]);
    }
  });
}

/** One tensor's memory as the right factor in two shapes, and again after other tensors have come and gone. */
async function multipliesByShape(): Promise<void> {
  await expectTensorCount(async () => {
    const wide = tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const tall = reshape(wide, [3, 2]) as Tensor2D;
    const [two, three] = [ones([1, 2]) as Tensor2D, ones([1, 3]) as Tensor2D];
    for (let round = 0; round < 2; round += 1) {
      expect(await read(matMul(two, wide))).toEqual(Float32Array.of(5, 7, 9));
      expect(await read(matMul(three, tall))).toEqual(Float32Array.of(9, 12));
      expect(await read(matMul(two, tall, false, true))).toEqual(Float32Array.of(3, 7, 11));
    }
    wide.dispose();
    const others = Array.from({ length: 8 }, () => fill([6], -1));
    expect(await read(matMul(three, tall))).toEqual(Float32Array.of(9, 12));
    dispose([tall, two, three, ...others]);
  });
}

async function poolsOnePixel(): Promise<void> {
  await expectTensorCount(async () => {
    const x = tensor4d([1, -2, 3, 4, -5, 6], [3, 1, 1, 2]);
    expect(await read(globalAveragePool(x))).toEqual(Float32Array.of(1, -2, 3, 4, -5, 6));
    expect(await read(l2Pool(x, 1))).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(await read(channelSum(x))).toEqual(Float32Array.of(-1, 8));
    x.dispose();
  });
}

/** A run that diverged must be seen: what is not finite stays so through every operation (as NaN or as ±∞). */
function nonFiniteChecks(): Check[] {
  const image = (value: number) => tensor4d([value, 1, -1, 2, 3, -2, 0.5, 4], [1, 2, 2, 2]);
  const vector = (...values: number[]): Tensor1D => tensor1d(values);
  const batchNorm = (activation: 'relu' | 'none') => (bad: number) =>
    batchNormTraining(image(bad), vector(1, 1), vector(0, 0), { epsilon: 1e-5, activation }).y;
  // Not from a number: JavaScript may replace the bits of a NaN. ∞ − ∞ gives this one on most processors.
  const negativeNaN = () => tensor1d(new Float32Array(Uint32Array.of(0xff_c0_00_00, 0x3f_80_00_00).buffer));
  const operations: Readonly<Record<string, (bad: number) => Tensor>> = {
    relu: (bad) => relu(image(bad)),
    'relu, with its sign bit set': () => relu(negativeNaN()),
    'relu, as ∞ − ∞': () => relu(sub(vector(Number.POSITIVE_INFINITY, 1, 2), Number.POSITIVE_INFINITY)),
    'channelAffine, in x alone': (bad) => channelAffine(image(bad), vector(1, 1), vector(0, 0), { activation: 'relu' }),
    'channelAffine, in the scale': (bad) =>
      channelAffine(image(1), vector(bad, 1), vector(0, 0), { activation: 'relu' }),
    'channelAffine, in the shift': (bad) =>
      channelAffine(image(1), vector(1, 1), vector(bad, 0), { activation: 'none' }),
    'batchNormTraining with ReLU': batchNorm('relu'),
    'batchNormTraining without ReLU': batchNorm('none'),
    convolution: (bad) => convolution(image(bad), tensor4d([1, 2, 3, 4], [1, 1, 2, 2]), { stride: 1, padding: 0 }),
    'convolution of stride 2': (bad) => convolution(image(bad), ones([3, 3, 2, 2]), { stride: 2, padding: 1 }),
    fullyConnected: (bad) => fullyConnected(tensor2d([[bad, 1]]), tensor2d([[1, 2]]), vector(0)),
    globalAveragePool: (bad) => globalAveragePool(image(bad)),
    l2Pool: (bad) => l2Pool(image(bad), 2),
    residualSum: (bad) => residualSum(image(bad), image(1)),
    channelSum: (bad) => channelSum(image(bad)),
    sumOfSquares: (bad) => sumOfSquares(image(bad)),
    softmaxCrossEntropy: (bad) => softmaxCrossEntropy(tensor2d([[1, bad, 2]]), tensor1d([0], 'int32')),
  };
  return [
    ...Object.entries(operations).map(([name, operation]) => ({
      name: `NaN goes through ${name}`,
      run: async () => {
        const y = await read(tidy(() => operation(Number.NaN)));
        expect(y.every(Number.isFinite), `[${y}]`).toBe(false);
      },
    })),
    ...littleBlocks.flatMap((block) =>
      [Number.NaN, Number.POSITIVE_INFINITY].map((bad) => ({
        name: `one pixel of ${bad} shows in the loss: ${block.name}`,
        run: async () => {
          const x = block.inputs.x as NumericTensor;
          const spoilt = { ...x, values: x.values.with(0, bad) };
          const loss = await evaluate(block, { ...block.inputs, x: spoilt });
          expect(Number.isFinite(loss), `loss ${loss}`).toBe(false);
        },
      })),
    ),
  ];
}

async function evaluate({ loss }: LittleBlock, inputs: Inputs): Promise<number> {
  const tensors = toTensors(inputs);
  const values = await read(tidy(() => loss(tensors) as Scalar));
  dispose(tensors);
  return values[0] as number;
}
