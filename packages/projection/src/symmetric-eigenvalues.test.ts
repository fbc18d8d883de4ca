import { describe, expect, it } from 'vitest';
import { createMatrix, transpose } from './matrix.ts';
import { multiply } from './multiply.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';
import { matrixWithSingularValues } from './testing/conditioned-matrix.ts';
import { tridiagonalEigenvalues } from './tridiagonal-eigenvalues.ts';

describe('symmetricEigenvalues', () => {
  for (const size of [1, 2, 3, 10, 40]) {
    it(`are the squares of a factor's singular values, ${size} × ${size}`, () => {
      const values = Array.from({ length: size }, (_, i) => i + 1);
      const factor = matrixWithSingularValues(size, size, values);
      const eigenvalues = symmetricEigenvalues(multiply(factor, transpose(factor)));
      expect(eigenvalues).toBeAllClose(
        values.map((value) => value ** 2),
        1e-13 * size ** 3,
      );
    });
  }

  it('knows signs, repeated values, zeros, and matrices that are diagonal already', () => {
    expect(symmetricEigenvalues(createMatrix(3, 3, [2, 0, 0, 0, -1, 0, 0, 0, 2]))).toBeAllClose([-1, 2, 2], 1e-15);
    expect(symmetricEigenvalues(createMatrix(2, 2, [0, 3, 3, 0]))).toBeAllClose([-3, 3], 1e-15);
    expect(symmetricEigenvalues(createMatrix(4, 4))).toEqual(new Float64Array(4));
  });
});

describe('tridiagonalEigenvalues', () => {
  it('are 2 − 2cos(kπ/(n + 1)) for the second difference', () => {
    const size = 50;
    const expected = Array.from({ length: size }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (size + 1)));
    const found = tridiagonalEigenvalues(new Float64Array(size).fill(2), new Float64Array(size).fill(-1));
    expect(found).toBeAllClose(expected, 1e-13);
    expect(found).not.toBeAllClose(
      expected.map((value) => value * 1.001),
      1e-4,
    );
  });
});
