import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { lqFactors } from './lq-factors.ts';
import { createMatrix } from './matrix.ts';
import { gaussianMatrix } from './random-matrix.ts';

describe('lqFactors', () => {
  for (const [rows, columns] of [
    [1, 1],
    [1, 5],
    [4, 4],
    [5, 9],
    [12, 30],
  ] as const) {
    it(`gives X = LQ, ${rows}×${columns}`, () => {
      const matrix = gaussianMatrix(rows, columns, Generator.named(1, 'matrix'));
      const { lower, timesOrthonormalRows } = lqFactors(matrix);
      expect(timesOrthonormalRows(lower).data).toBeAllClose(matrix.data, 1e-13);
      const identity = createMatrix(rows, rows);
      for (let i = 0; i < rows; i += 1) {
        identity.data[i * (rows + 1)] = 1;
        for (let j = i + 1; j < rows; j += 1) expect(lower.data[i * rows + j]).toBe(0);
      }
      expect(timesOrthonormalRows(identity)).toBeOrthogonal(1e-13);
    });
  }
});
