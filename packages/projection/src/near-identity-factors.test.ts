import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { determinant } from './determinant.ts';
import { createMatrix, type Matrix } from './matrix.ts';
import { matrixSingularValues } from './matrix-singular-values.ts';
import { multiply } from './multiply.ts';
import { nearIdentityFactors } from './near-identity-factors.ts';
import { gaussianMatrix } from './random-matrix.ts';

/** The matrix, with its first row negated where its determinant is negative. */
function orientable(matrix: Matrix): Matrix {
  if (determinant(matrix) > 0) return matrix;
  return { ...matrix, data: matrix.data.map((entry, index) => (index < matrix.columns ? -entry : entry)) };
}

const gaussian = (size: number, name: string) => orientable(gaussianMatrix(size, size, Generator.named(7, name)));

const rotationBy = (angle: number) =>
  createMatrix(2, 2, [Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)]);

describe('nearIdentityFactors', () => {
  for (const size of [1, 2, 3, 8, 21]) {
    it(`gives R back and keeps within the theorem’s bound where L ≥ 3γ, ${size}×${size}`, () => {
      const matrix = gaussian(size, `factors ${size}`);
      const { gamma } = nearIdentityFactors(matrix, 1);
      for (const layers of [1, 2, 3, 10, 100]
        .map((times) => Math.ceil(3 * gamma) * times)
        .filter((count) => count > 0)) {
        const { factors, largestNorm, residual } = nearIdentityFactors(matrix, layers);
        const bound = (2 * (Math.sqrt(Math.PI) + Math.sqrt(3 * gamma)) ** 2) / layers;
        expect(factors).toHaveLength(layers);
        // L products of float64 matrices.
        expect(residual).toBeLessThan(1e-12 * layers);
        expect(factors.reduce((product, factor) => multiply(factor, product)).data).toBeAllClose(
          matrix.data,
          1e-10 * layers,
        );
        expect(largestNorm).toBeLessThanOrEqual(bound);
        for (const factor of new Set(factors)) {
          const sigma = matrixSingularValues(factor);
          expect(sigma[0]).toBeLessThanOrEqual(1 + largestNorm + 1e-12);
          expect(sigma.at(-1)).toBeGreaterThanOrEqual(1 - largestNorm - 1e-12);
        }
      }
    });
  }

  it('comes nearer to the identity as 1/L', () => {
    const matrix = gaussian(8, 'exponent');
    const [few, many] = [100, 1000].map((layers) => nearIdentityFactors(matrix, layers).largestNorm) as [
      number,
      number,
    ];
    expect(Math.log10(few / many)).toBeCloseTo(1, 1);
  });

  it('leaves the identity alone, and halves what only turns or only stretches', () => {
    expect(nearIdentityFactors(createMatrix(3, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]), 5).largestNorm).toBeLessThan(1e-14);
    expect(nearIdentityFactors(rotationBy(1), 2).largestNorm).toBeCloseTo(2 * Math.sin(0.25), 12);
    expect(nearIdentityFactors(createMatrix(2, 2, [4, 0, 0, 4]), 2).largestNorm).toBeCloseTo(1, 12);
    // Half a turn, −I: two eigenvalues −1.
    expect(nearIdentityFactors(createMatrix(2, 2, [-1, 0, 0, -1]), 3).largestNorm).toBeCloseTo(
      2 * Math.sin(Math.PI / 6),
      12,
    );
  });

  it('tells the sign of a determinant that is too small for a number', () => {
    const size = 120;
    const tiny = gaussian(size, 'tiny');
    const [matrix, mirrored] = [1, -1].map((sign) => ({
      ...tiny,
      data: tiny.data.map((entry, index) => (index < size ? sign : 1) * 1e-4 * entry),
    })) as [Matrix, Matrix];
    expect(determinant(mirrored)).toBe(-0);
    expect(nearIdentityFactors(matrix, 2).residual).toBeLessThan(1e-11);
    expect(() => nearIdentityFactors(mirrored, 2)).toThrow('det R < 0');
  });

  it('refuses what has no such factors', () => {
    expect(() => nearIdentityFactors(createMatrix(2, 3), 4)).toThrow('only a square matrix');
    expect(() => nearIdentityFactors(createMatrix(2, 2, [1, 1, 1, 1]), 4)).toThrow('singular');
    expect(() => nearIdentityFactors(createMatrix(2, 2, [1, 0, 0, -1]), 4)).toThrow('det R < 0');
    expect(() => nearIdentityFactors(createMatrix(1, 1, [1]), 0)).toThrow('got 0');
    expect(() => nearIdentityFactors(createMatrix(1, 1, [Number.NaN]), 2)).toThrow('NaN');
  });
});
