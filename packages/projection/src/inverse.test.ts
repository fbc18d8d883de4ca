import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { inverse } from './inverse.ts';
import { createMatrix } from './matrix.ts';
import { multiply } from './multiply.ts';
import { gaussianMatrix } from './random-matrix.ts';

describe('inverse', () => {
  for (const size of [1, 2, 5, 6, 17]) {
    it(`times the matrix is the identity, ${size} × ${size}`, () => {
      const matrix = gaussianMatrix(size, size, Generator.named(1, 'matrix'));
      const inverted = inverse(matrix);
      const identity = createMatrix(size, size);
      for (let i = 0; i < size; i += 1) identity.data[i * (size + 1)] = 1;
      expect(inverted && multiply(inverted, matrix).data).toBeAllClose(identity.data, 1e-11);
    });
  }

  it('pivots, tells its norms, and is null for a singular matrix', () => {
    expect(inverse(createMatrix(2, 2, [0, 2, 4, 0]))).toMatchObject({ norm1: 0.5, normInfinity: 0.5 });
    expect([...(inverse(createMatrix(2, 2, [1, 2, 0, 1]))?.data ?? [])]).toEqual([1, -2, 0, 1]);
    expect(inverse(createMatrix(2, 2, [1, 2, 2, 4]))).toBeNull();
  });
});
