import { Generator } from '@procrustes/random';
import { drawTensor, useCpuBackend } from '@procrustes/testing';
import { norm, type Tensor, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { l2Pool } from './l2-pool.ts';
import { describeOp } from './testing/describe-op.ts';
import { weightedSum } from './testing/expect-op.ts';
import { l2PoolCases } from './testing/pooling-cases.ts';
import { valueAndGradients } from './value-and-gradients.ts';

useCpuBackend();

const gradientAt = async (x: Tensor4D, cotangent: readonly number[]) => {
  const { gradients } = valueAndGradients(() => weightedSum(l2Pool(x, 2), cotangent), [x]);
  return (gradients[0] as Tensor).data();
};

describeOp('l2Pool', l2PoolCases);

describe('l2Pool', () => {
  it('keeps the norm', async () => {
    const generator = Generator.named(2, 'norm');
    const { values } = drawTensor([2, 8, 8, 3], () => generator.normal());
    const x = tensor4d(Float32Array.from(values), [2, 8, 8, 3]);
    const before = await norm(x).data();
    expect(await norm(l2Pool(x, 2)).data()).toBeRelativelyClose(before, 1e-6);
    expect(await norm(l2Pool(x, 8)).data()).toBeRelativelyClose(before, 1e-6);
  });

  it('has gradient zero at a window of zeros, however large the incoming gradient', async () => {
    const x = tensor4d([0, 0, 3, 0, 0, 0, 0, 4], [1, 2, 4, 1]);
    expect(await gradientAt(x, [1e30, 10])).toBeAllClose([0, 0, 6, 0, 0, 0, 0, 8], 1e-5);
  });

  it.each([1e-37, 1e-25, 3e-23, 1e-20, 1e15])(
    'never passes on more than it was given, at pixels of %e',
    async (size) => {
      const gradient = await gradientAt(tensor4d([size, 0, 0, -size], [1, 2, 2, 1]), [7]);
      // x/y is a unit vector; below 1e-19 the squares are denormal, so that y itself has few digits left.
      for (const value of gradient) expect(Math.abs(value)).toBeLessThanOrEqual(7.01);
    },
  );

  it('lets NaN through, forward and backward', async () => {
    const x = tensor4d([Number.NaN, 1, 1, 1], [1, 2, 2, 1]);
    expect(await l2Pool(x, 2).data()).toEqual(Float32Array.of(Number.NaN));
    expect((await gradientAt(x, [1])).some(Number.isNaN)).toBe(true);
  });

  it('refuses a grid that the size does not divide, and quotes both', () => {
    expect(() => l2Pool(tensor4d([1, 2, 3], [1, 3, 1, 1]), 2)).toThrow(
      'by 2 needs height and width that are multiples of it, got [1,3,1,1]',
    );
    expect(() => l2Pool(tensor4d([1, 2], [1, 2, 1, 1]), 0.5)).toThrow('a whole number ≥ 1, got 0.5');
  });
});
