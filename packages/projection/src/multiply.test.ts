import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from './matrix.ts';
import { multiply, multiplyTransposed, symmetricProduct } from './multiply.ts';
import { gaussianMatrix } from './random-matrix.ts';

function plainProduct(a: Matrix, b: Matrix): Matrix {
  const product = createMatrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i += 1) {
    for (let j = 0; j < b.columns; j += 1) {
      for (let k = 0; k < a.columns; k += 1) {
        product.data[i * b.columns + j] =
          (product.data[i * b.columns + j] as number) +
          (a.data[i * a.columns + k] as number) * (b.data[k * b.columns + j] as number);
      }
    }
  }
  return product;
}

describe('multiply', () => {
  // Sizes around the blocks of 2 × 4 that the loops take at a time.
  for (const rows of [1, 2, 3, 4, 5, 9]) {
    for (const columns of [1, 3, 4, 5, 8, 11]) {
      it(`is the sum over k, ${rows}×7 by 7×${columns}`, () => {
        const a = gaussianMatrix(rows, 7, Generator.named(1, 'a'));
        const b = gaussianMatrix(7, columns, Generator.named(1, 'b'));
        expect(multiply(a, b).data).toBeAllClose(plainProduct(a, b).data, 1e-14);
      });
    }

    it(`gives the whole of a symmetric product, ${rows} rows`, () => {
      const a = gaussianMatrix(rows, 7, Generator.named(1, 'a'));
      expect(symmetricProduct(a, a).data).toBeAllClose(multiplyTransposed(a, a).data, 1e-14);
    });
  }

  it('refuses shapes that do not fit, and quotes them', () => {
    expect(() => multiplyTransposed(createMatrix(2, 3), createMatrix(2, 4))).toThrow('2×3');
  });
});
