import {
  channelAffineDefinition,
  compositionKernel,
  convolutionFilterGradientDefinition,
  convolutionInputGradientDefinition,
  reluGradientDefinition,
} from '@procrustes/ops';
import {
  engine,
  getKernel,
  isNaN as isNotANumber,
  type KernelBackend,
  type KernelConfig,
  keep,
  maximum,
  mul,
  ones,
  reshape,
  type Tensor,
  tidy,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BackendAdapter } from '../backend-adapter.ts';
import { cpuAdapter } from '../cpu/cpu-adapter.ts';
import { replaceKernel } from '../replace-kernel.ts';
import { backendContract, type ContractTerms, wasPrepared } from './backend-contract.ts';

const { start, tests } = await backendContract(cpuAdapter, {});
const names = tests.map(({ name }) => name);

/** The message with which a check fails; undefined where it passes. */
async function failureOf(name: string): Promise<string | undefined> {
  const check = tests.find((candidate) => candidate.name === name);
  if (check === undefined) throw new Error(`the contract has no check '${name}'`);
  try {
    await check.run();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const convolution = 'convolution 2 images of 6×6, kernel 3×3, channels 2 → 2, stride 2, padding 1';
const affine = 'channelAffine [2,4,4,3], activation none';
const relu = 'relu [2,3]';

/** Runs with a kernel in the place of the right one, which is put back. */
async function withKernel<T>(wrong: KernelConfig, body: () => Promise<T>): Promise<T> {
  const right = getKernel(wrong.kernelName, wrong.backendName);
  replaceKernel(wrong);
  try {
    return await body();
  } finally {
    replaceKernel(right);
  }
}

const leak = <T extends Tensor>(y: T): T => {
  keep(ones([3]));
  return y;
};

describe('the contract', () => {
  beforeAll(start);

  it('passes with the right kernels', async () => {
    for (const name of [convolution, affine, relu, 'NaN goes through relu']) {
      expect(await failureOf(name), name).toBeUndefined();
    }
  });

  it('fails for a forward kernel that is off by 1e-4, and for no other check', async () => {
    const wrong = compositionKernel(channelAffineDefinition, 'cpu', (inputs, attributes) =>
      mul(channelAffineDefinition.reference(inputs, attributes), 1.0001),
    );
    await withKernel(wrong, async () => {
      expect(await failureOf(affine)).toContain('output 0: relative error');
      expect(await failureOf(convolution)).toBeUndefined();
    });
    expect(await failureOf(affine)).toBeUndefined();
  });

  it('fails for a forward kernel that is within its float64 tolerance, but not the composition', async () => {
    const wrong = compositionKernel(channelAffineDefinition, 'cpu', (inputs, attributes) =>
      mul(channelAffineDefinition.reference(inputs, attributes), 1.000005),
    );
    const failure = await withKernel(wrong, () => failureOf(affine));
    expect(failure).toContain('output 0 of the kernel and of the cpu: relative error');
  });

  it('fails for a kernel of the right values in the wrong shape', async () => {
    const wrong = compositionKernel(channelAffineDefinition, 'cpu', (inputs, attributes) => {
      const y = channelAffineDefinition.reference(inputs, attributes);
      return reshape(y, [y.shape[3], ...y.shape.slice(0, 3)] as [number, number, number, number]);
    });
    expect(await withKernel(wrong, () => failureOf(affine))).toBeDefined();
  });

  it.each([
    ['filter', convolutionFilterGradientDefinition],
    ['x', convolutionInputGradientDefinition],
  ] as const)('fails for a gradient of %s that is off by 1e-4', async (input, { name, reference }) => {
    const wrong = compositionKernel({ name, reference: reference as never }, 'cpu', (inputs, attributes) =>
      mul((reference as (inputs: object, attributes: object) => Tensor)(inputs, attributes), 1.0001),
    );
    const failure = await withKernel(wrong, () => failureOf(convolution));
    expect(failure).toContain(`gradient of ${input}: relative error`);
  });

  it('fails for a tensor that is left by a kernel, forward or in a gradient alone', async () => {
    const forward = compositionKernel(channelAffineDefinition, 'cpu', (inputs, attributes) =>
      leak(channelAffineDefinition.reference(inputs, attributes)),
    );
    expect(await withKernel(forward, () => failureOf(affine))).toContain('tensors made: expected 2 to be 1');
    const backward = compositionKernel(reluGradientDefinition, 'cpu', (inputs, attributes) =>
      leak(reluGradientDefinition.reference(inputs, attributes)),
    );
    expect(await withKernel(backward, () => failureOf(relu))).toContain('memory left behind');
  });

  it('fails for what is left only where a gradient throws', async () => {
    let calls = 0;
    const wrong = compositionKernel(reluGradientDefinition, 'cpu', (inputs, attributes) => {
      calls += 1;
      const dx = reluGradientDefinition.reference(inputs, attributes);
      // The first backward pass of the check is whole, the second one throws.
      return calls === 1 ? dx : leak(dx);
    });
    expect(await withKernel(wrong, () => failureOf(relu))).toContain('memory left behind');
    expect(calls).toBe(2);
  });

  it('fails for memory of the backend that TensorFlow.js does not know of', async () => {
    const wrong = compositionKernel(channelAffineDefinition, 'cpu', (inputs, attributes) => {
      (engine().backend as KernelBackend).write(new Float32Array(4), [4], 'float32');
      return channelAffineDefinition.reference(inputs, attributes);
    });
    expect(await withKernel(wrong, () => failureOf(affine))).toContain('memory left behind');
  });

  it('fails for a ReLU that makes a number of NaN, and is right otherwise', async () => {
    const wrong: KernelConfig = {
      ...getKernel('Relu', 'cpu'),
      kernelFunc: ({ inputs }) => {
        const x = inputs.x as Tensor;
        return tidy(() => where(isNotANumber(x), zerosLike(x), maximum(x, 0)));
      },
    };
    await withKernel(wrong, async () => {
      expect(await failureOf(relu)).toBeUndefined();
      expect(await failureOf('NaN goes through relu')).toContain('expected true to be false');
    });
  });

  it('fails for a kernel of our own that is in no case', async () => {
    const check = 'has no kernel of its own that no case runs';
    expect(await failureOf(check)).toBeUndefined();
    replaceKernel({ kernelName: 'TestForgotten', backendName: 'cpu', kernelFunc: () => [] });
    expect(await failureOf(check)).toContain('TestForgotten');
  });
});

describe('what a backend is excused from', () => {
  afterEach(() => vi.unstubAllEnvs());

  const missing: BackendAdapter = {
    name: 'missing',
    engineName: 'missing',
    forGpu: false,
    probe: async () => ({ reason: 'there is none', remedy: 'get one' }),
    registerKernels: () => {},
  };
  const excuse = 'is excused from nothing that is not asked, and not from everything';

  const planned = async (backend: BackendAdapter, terms: ContractTerms) =>
    (await backendContract(backend, terms)).tests;
  const verdict = async (terms: ContractTerms) => {
    const contract = await planned(cpuAdapter, terms);
    await contract.find(({ name }) => name === excuse)?.run();
  };

  it('is all where it is not available, with the reason; a failure where it was prepared', async () => {
    const [skipped, ...none] = await planned(missing, { prepared: false });
    expect([skipped?.skipped, none]).toEqual(['there is none', []]);
    const [failing] = await planned(missing, { prepared: true });
    expect(failing?.skipped).toBeUndefined();
    expect(() => failing?.run()).toThrow('there is none');
  });

  it('is prepared where the environment says so', async () => {
    vi.stubEnv('PROCRUSTES_TEST_BACKENDS', 'wasm,missing');
    expect([wasPrepared('missing'), wasPrepared('wasm'), wasPrepared('cpu')]).toEqual([true, true, false]);
    const [failing] = await planned(missing, {});
    expect(failing?.skipped).toBeUndefined();
    vi.stubEnv('PROCRUSTES_TEST_BACKENDS', undefined);
    expect(wasPrepared('missing')).toBe(false);
    const [skipped] = await planned(missing, {});
    expect(skipped?.skipped).toBe('there is none');
  });

  it('is what it names, by name or pattern, and nothing else', async () => {
    const skips = [
      { check: affine, reason: 'one' },
      { check: /^relu /, reason: 'several' },
    ];
    const contract = await planned(cpuAdapter, { skips });
    expect(contract.filter(({ skipped }) => skipped === 'one').map(({ name }) => name)).toEqual([affine]);
    expect(contract.filter(({ skipped }) => skipped === 'several').map(({ name }) => name)).toEqual(
      names.filter((name) => name.startsWith('relu ')),
    );
    expect(contract.filter(({ skipped }) => skipped === undefined)).toHaveLength(
      names.length - 1 - names.filter((name) => name.startsWith('relu ')).length,
    );
    await verdict({ skips });
  });

  it('must be something', async () => {
    await expect(verdict({ skips: [{ check: 'no such check', reason: 'none' }] })).rejects.toThrow();
    await expect(verdict({ skips: [{ check: /^no such/, reason: 'none' }] })).rejects.toThrow();
  });

  it('must not be everything where it was prepared', async () => {
    const skips = [{ check: /./, reason: 'all' }];
    await verdict({ skips, prepared: false });
    await expect(verdict({ skips, prepared: true })).rejects.toThrow();
  });
});
