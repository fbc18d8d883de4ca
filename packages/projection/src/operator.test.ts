import { describe, expect, it } from 'vitest';
import { matrixSingularValues } from './matrix-singular-values.ts';
import { automaticSigma, hasStructuralZeros, matrixSize, outputSize } from './operator.ts';
import { denseOperator } from './testing/dense-operator.ts';
import { gaussianKernel, operatorOf } from './testing/gaussian-kernel.ts';

describe('automaticSigma', () => {
  it("equals the papers' √(n_out/n_in) for layers that widen, and 1 for those that narrow", () => {
    expect(automaticSigma(operatorOf(3, 64, 3, 32))).toBe(Math.sqrt(64 / 3));
    expect(automaticSigma(operatorOf(64, 128, 1, 32, 2))).toBe(Math.SQRT2);
    expect(automaticSigma(operatorOf(16, 8, 1, 8))).toBe(1);
    expect(automaticSigma({ kind: 'linear', rows: 10, columns: 256 })).toBe(1);
    expect(automaticSigma({ kind: 'linear', rows: 8, columns: 2 })).toBe(2);
  });

  it('is √(output dimension / rank) of the dense operator, whatever the stride', () => {
    for (const operator of [
      operatorOf(2, 12, 3, 6, 2),
      operatorOf(2, 5, 3, 6, 2),
      operatorOf(2, 9, 2, 6, 3),
      operatorOf(3, 2, 1, 6, 3),
    ]) {
      const dense = denseOperator(gaussianKernel(operator), operator);
      const rank = matrixSingularValues(dense).filter((value) => value > 1e-9).length;
      expect(automaticSigma(operator)).toBeCloseTo(Math.sqrt(dense.rows / rank), 12);
      expect(hasStructuralZeros(operator)).toBe(rank < Math.min(dense.rows, dense.columns));
      expect(matrixSize(operator)).toEqual([dense.rows, dense.columns]);
    }
  });
});

describe('outputSize', () => {
  it('is ⌊(n + 2p − k)/s⌋ + 1 with p = (k − 1)/2', () => {
    for (const k of [1, 3, 5]) {
      for (const s of [1, 2, 3]) {
        for (const n of [5, 6, 7, 8]) {
          const expected = Math.floor((n + (k - 1) - k) / s) + 1;
          expect(outputSize({ ...operatorOf(1, 1, k, n, s), padding: 'zero' })).toEqual([expected, expected]);
        }
      }
    }
  });
});
