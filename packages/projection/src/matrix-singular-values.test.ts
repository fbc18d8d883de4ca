import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { createMatrix, scale } from './matrix.ts';
import { matrixSingularValues } from './matrix-singular-values.ts';
import { gaussianMatrix } from './random-matrix.ts';
import { singularValueDecomposition } from './singular-value-decomposition.ts';
import { matrixWithSingularValues } from './testing/conditioned-matrix.ts';

describe('matrixSingularValues', () => {
  for (const [rows, columns] of [
    [1, 1],
    [1, 7],
    [7, 1],
    [6, 6],
    [20, 9],
    [9, 20],
    [64, 50],
  ] as const) {
    it(`are those of the full decomposition, ${rows}×${columns}`, () => {
      const matrix = gaussianMatrix(rows, columns, Generator.named(1, 'matrix'));
      const { values } = singularValueDecomposition(matrix);
      expect(matrixSingularValues(matrix)).toBeAllClose(values, 1e-12);
    });
  }

  it('are accurate to rounding where the eigenvalues of AᵀA are not', () => {
    const values = matrixSingularValues(matrixWithSingularValues(8, 6, [1, 1, 1e-3, 1e-6, 1e-9, 0]));
    expect(values).toBeAllClose([1, 1, 1e-3, 1e-6, 1e-9, 0], 3e-15);
  });

  it('scale with the matrix, from 1e-300 to 1e300', () => {
    const matrix = matrixWithSingularValues(5, 3, [3, 2, 1]);
    for (const size of [1e-300, 1e300]) {
      expect(matrixSingularValues(scale(matrix, size)).map((value) => value / size)).toBeAllClose([3, 2, 1], 1e-13);
    }
  });

  it('are not told of an empty matrix, nor of what is not finite', () => {
    expect(() => matrixSingularValues({ rows: 0, columns: 2, data: new Float64Array(0) })).toThrow('0×2');
    expect(() => matrixSingularValues(createMatrix(1, 2, [1, Number.NaN]))).toThrow('NaN at index 1');
  });

  it('are zeros for a zero matrix', () => {
    expect(matrixSingularValues(createMatrix(3, 5))).toEqual(new Float64Array(3));
  });
});
