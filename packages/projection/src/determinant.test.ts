import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { determinant } from './determinant.ts';
import { createMatrix } from './matrix.ts';
import { matrixSingularValues } from './matrix-singular-values.ts';
import { gaussianMatrix } from './random-matrix.ts';

describe('determinant', () => {
  it.each([1, 2, 3, 9])(
    'has the product of the singular values as its size, and its sign turns with a row, %i×%i',
    (size) => {
      const matrix = gaussianMatrix(size, size, Generator.named(1, `determinant ${size}`));
      const product = matrixSingularValues(matrix).reduce((so, sigma) => so * sigma, 1);
      const found = determinant(matrix);
      expect(Math.abs(found) / product).toBeCloseTo(1, 10);
      const turned = matrix.data.map((entry, index) => (index < size ? -entry : entry));
      expect(determinant({ ...matrix, data: turned }) / found).toBeCloseTo(-1, 10);
    },
  );

  it('has the sign of the permutation, and is zero of a singular matrix', () => {
    expect(determinant(createMatrix(3, 3, [0, 1, 0, 1, 0, 0, 0, 0, 1]))).toBe(-1);
    expect(determinant(createMatrix(3, 3, [0, 1, 0, 0, 0, 1, 1, 0, 0]))).toBe(1);
    expect(determinant(createMatrix(2, 2, [1, 2, 2, 4]))).toBe(0);
    expect(() => determinant(createMatrix(2, 3))).toThrow('2×3');
    expect(() => determinant(createMatrix(1, 1, [Number.NaN]))).toThrow('NaN at index 0');
  });
});
