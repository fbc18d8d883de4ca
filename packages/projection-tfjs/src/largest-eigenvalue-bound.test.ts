import { useCpuBackend } from '@procrustes/testing';
import { type Tensor, tensor2d, tensor3d, tidy, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { largestEigenvalueBound } from './largest-eigenvalue-bound.ts';

useCpuBackend();

const valuesOf = (f: () => Tensor): Float32Array => tidy(() => largestEigenvalueBound(f()).dataSync<'float32'>());

describe('largestEigenvalueBound', () => {
  it('is the eigenvalue itself where one value is all there is, and the row sum of a matrix of ones', () => {
    expect(valuesOf(() => tensor2d([5], [1, 1]))).toBeAllClose([5], 1e-6);
    // λ = 3; Frobenius norm 3.
    expect(valuesOf(() => tensor2d(Array(9).fill(1), [3, 3]))).toBeAllClose([3], 1e-6);
    // λ = 2: the row sum is nearer than the Frobenius norm, √8.
    expect(valuesOf(() => tensor2d([2, 0, 0, 2], [2, 2]))).toBeAllClose([2], 1e-6);
    // λ = 1 + √2: the Frobenius norm √7 is nearer than the row sum 3.
    expect(valuesOf(() => tensor2d([1, 1, 1, 1, 1, 0, 1, 0, 1], [3, 3]))).toBeAllClose([Math.sqrt(7)], 1e-6);
  });

  it('bounds each matrix of a batch by itself, and is above zero for zeros', () => {
    const [first, second, third] = valuesOf(() => tensor3d([3, 0, 0, 1, 2, 1, 1, 2, 0, 0, 0, 0], [3, 2, 2]));
    expect([first, second]).toBeAllClose([3, 3], 1e-6);
    expect(third).toBeGreaterThan(0);
    expect(third).toBeLessThan(1e-20);
    tidy(() => {
      expect(largestEigenvalueBound(zeros([4, 2, 2])).shape).toEqual([4, 1, 1]);
      expect(largestEigenvalueBound(zeros([2, 2])).shape).toEqual([1, 1]);
    });
  });
});
