import { describe, expect, it } from 'vitest';
import { createMatrix, scale, transpose } from './matrix.ts';
import { multiply, multiplyTransposed } from './multiply.ts';
import { singularValueDecomposition } from './singular-value-decomposition.ts';
import { matrixWithSingularValues } from './testing/conditioned-matrix.ts';

describe('singularValueDecomposition', () => {
  for (const [rows, columns] of [
    [7, 4],
    [4, 7],
    [5, 5],
    [1, 3],
  ] as const) {
    it(`gives the matrix back, ${rows}×${columns}, at any scale`, () => {
      const count = Math.min(rows, columns);
      const matrix = matrixWithSingularValues(
        rows,
        columns,
        Array.from({ length: count }, (_, i) => i + 1),
      );
      for (const size of [1e-300, 1, 1e300]) {
        const { left, right, values } = singularValueDecomposition(scale(matrix, size));
        expect(left).toBeOrthogonal(1e-14 * 10);
        expect(right).toBeOrthogonal(1e-14 * 10);
        expect(values.map((value) => value / size)).toBeAllClose(
          Array.from({ length: count }, (_, i) => count - i),
          1e-13,
        );
        const diagonal = createMatrix(count, count);
        for (const [i, value] of values.entries()) diagonal.data[i * count + i] = value / size;
        expect(multiplyTransposed(multiply(left, diagonal), right).data).toBeAllClose(matrix.data, 1e-13);
      }
      expect(transpose(transpose(matrix)).data).toEqual(matrix.data);
    });
  }

  it('refuses an empty matrix and what is not finite, and quotes it', () => {
    expect(() => singularValueDecomposition({ rows: 2, columns: 0, data: new Float64Array(0) })).toThrow('2×0');
    expect(() => singularValueDecomposition(createMatrix(1, 2, [1, Number.POSITIVE_INFINITY]))).toThrow(
      'Infinity at index 1',
    );
  });
});
