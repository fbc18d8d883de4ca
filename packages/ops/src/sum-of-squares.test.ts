import { useCpuBackend } from '@procrustes/testing';
import { ones, scalar, tensor, tensor1d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { sumOfSquares } from './sum-of-squares.ts';
import { sumOfSquaresCases } from './testing/channel-cases.ts';
import { describeOp } from './testing/describe-op.ts';

useCpuBackend();

const squared = async (x: Parameters<typeof sumOfSquares>[0]) => (await sumOfSquares(x).data())[0];

describeOp('sumOfSquares', sumOfSquaresCases);

describe('sumOfSquares', () => {
  it('is ‖x‖² of a tensor of any shape', async () => {
    expect(await squared(scalar(-3))).toBe(9);
    expect(await squared(tensor1d([3, 4]))).toBe(25);
    expect(await squared(tensor([1, 2, 3, 4, 5, 6], [1, 2, 3]))).toBe(91);
    expect(await squared(ones([2, 8, 8, 4]))).toBe(512);
  });

  it('shows NaN', async () => {
    expect(await squared(tensor1d([1, Number.NaN]))).toBeNaN();
  });
});
