import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import {
  add,
  getGradient,
  getKernel,
  mul,
  registerKernel,
  type Tensor,
  tensor1d,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { compositionKernel, defineOp, type OpDefinition } from './define-op.ts';

useCpuBackend();

const name = 'TestDoubled';

const definition: OpDefinition<{ x: Tensor }, { readonly shift: number }, Tensor> = {
  name,
  reference: ({ x }, { shift }) => add(mul(x, 2), shift),
  gradient: { backward: (dy) => ({ x: () => mul(dy, 2) }) },
};

afterEach(() => {
  if (getKernel(name, 'cpu') !== undefined) unregisterKernel(name, 'cpu');
});

describe('defineOp', () => {
  it('registers nothing until it is used, then the reference and the gradient', async () => {
    const run = defineOp(definition);
    expect(getKernel(name, 'cpu')).toBeUndefined();
    expect(getGradient(name)).toBeUndefined();
    const y = run({ x: tensor1d([1, 2]) }, { shift: 1 });
    expect(await y.data()).toEqual(Float32Array.of(3, 5));
    expect(getKernel(name, 'cpu')).toBeDefined();
    expect(getGradient(name)).toBeDefined();
  });

  it('runs the backend’s own kernel where it has one, with the attributes', async () => {
    registerKernel(compositionKernel(definition, 'cpu', ({ x }, { shift }) => add(x, shift * 100)));
    const y = defineOp(definition)({ x: tensor1d([1]) }, { shift: 3 });
    expect(await y.data()).toEqual(Float32Array.of(301));
  });

  it('leaves one tensor: what a composition makes on the way is freed', async () => {
    const x = tensor1d([1, 2]);
    const y = await expectTensorCount(() => defineOp(definition)({ x }, { shift: 1 }), 1);
    y.dispose();
  });

  it('leaves none where the kernel throws', async () => {
    const x = tensor1d([1, 2]);
    registerKernel(
      compositionKernel(definition, 'cpu', ({ x: input }) => {
        mul(input, 2);
        throw new Error('from the kernel');
      }),
    );
    await expectTensorCount(() => {
      expect(() => defineOp(definition)({ x }, { shift: 1 })).toThrow('from the kernel');
    });
  });
});
