import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix, scale } from './matrix.ts';
import { multiply, multiplyTransposed } from './multiply.ts';
import { polarFactor, polarFactors, symmetricPolarFactor } from './polar-factor.ts';
import { gaussianMatrix, orthogonalMatrix } from './random-matrix.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';
import { matrixWithCondition, matrixWithSingularValues } from './testing/conditioned-matrix.ts';

const shapes = [
  [1, 1],
  [5, 5],
  [9, 4],
  [4, 9],
  [1, 6],
  [6, 1],
  [33, 32],
] as const;
const methods = ['auto', 'newton-schulz', 'scaled-newton'] as const;
const distance = (a: Matrix, b: Matrix) => Math.hypot(...a.data.map((entry, i) => entry - (b.data[i] as number)));

describe('polarFactor', () => {
  for (const [rows, columns] of shapes) {
    for (const condition of [1, 10, 1e3, 1e6]) {
      // The polar factor itself moves by ε·κ when A's last digits do; 1e-14·max(100, κ) is 45 times that.
      it(`is the SVD's UVᵀ by every method, ${rows}×${columns}, condition number ${condition}`, () => {
        const matrix = matrixWithCondition(rows, columns, condition);
        const reference = polarFactor(matrix, { method: 'svd' });
        expect(reference.factor).toBeOrthogonal(1e-13);
        for (const method of methods) {
          const { factor, residual } = polarFactor(matrix, { method });
          expect(factor).toBeOrthogonal(1e-13);
          expect(residual).toBeLessThan(1e-12);
          expect(factor.data).toBeAllClose(reference.factor.data, 1e-14 * Math.max(100, condition));
        }
      });
    }

    it(`completes what the matrix leaves open, always the same way, ${rows}×${columns}`, () => {
      const zero = createMatrix(rows, columns);
      const rankOne = matrixWithSingularValues(rows, columns, [2]);
      for (const matrix of [zero, rankOne]) {
        for (const method of ['svd', ...methods] as const) {
          const { factor } = polarFactor(matrix, { method });
          expect(factor).toBeOrthogonal(1e-12);
          expect(polarFactor(matrix, { method }).factor.data).toEqual(factor.data);
        }
      }
      // On the range there is nothing open: A = QH.
      const { factor } = polarFactor(rankOne);
      const symmetric = symmetricPolarFactor(rankOne, factor);
      const product = rows <= columns ? multiply(symmetric, factor) : multiply(factor, symmetric);
      expect(product.data).toBeAllClose(rankOne.data, 1e-12);
    });

    it(`does not depend on the scale, from 1e-300 to 1e300, ${rows}×${columns}`, () => {
      const matrix = matrixWithCondition(rows, columns, 10);
      const { factor } = polarFactor(matrix);
      for (const size of [1e-300, 1e-30, 1e30, 1e300]) {
        expect(polarFactor(scale(matrix, size)).factor.data).toBeAllClose(factor.data, 1e-12);
      }
    });
  }

  it('leaves a matrix with orthonormal columns as it is, and only that', () => {
    const { factor } = polarFactor(gaussianMatrix(12, 5, Generator.named(1, 'idempotence')));
    expect(polarFactor(factor).factor.data).toBeAllClose(factor.data, 1e-14);
    const other = scale(factor, 1.01);
    expect(polarFactor(other).factor.data).not.toBeAllClose(other.data, 1e-3);
  });

  it('is nearer than 1,000 random orthogonal matrices', () => {
    const generator = Generator.named(2, 'nearest');
    const matrix = gaussianMatrix(4, 3, generator);
    const nearest = distance(polarFactor(matrix).factor, matrix);
    const others = Array.from({ length: 1000 }, () => distance(orthogonalMatrix(4, 3, generator), matrix));
    expect(Math.min(...others)).toBeGreaterThan(nearest);
  });

  it('takes Newton–Schulz for a warm start, scaled Newton for a cold one, the SVD where there is no full rank', () => {
    const warm = orthogonalMatrix(20, 8, Generator.named(3, 'warm'));
    for (let i = 0; i < warm.data.length; i += 1) warm.data[i] = 3 * (warm.data[i] as number) + 0.01 * Math.sin(i);
    expect(polarFactor(warm)).toMatchObject({ method: 'newton-schulz', iterations: 2 });
    expect(polarFactor(matrixWithCondition(20, 8, 1e5))).toMatchObject({ method: 'scaled-newton' });
    expect(polarFactor(createMatrix(2, 2, [1, 0, 0, 0]))).toMatchObject({ method: 'svd', iterations: 0 });
  });

  it('leaves in QᵀA the singular values', () => {
    const matrix = matrixWithSingularValues(6, 4, [4, 3, 2, 1]);
    const symmetric = symmetricPolarFactor(matrix, polarFactor(matrix).factor);
    expect(symmetricEigenvalues(symmetric)).toBeAllClose([1, 2, 3, 4], 1e-13);
  });

  it('does not modify its input, and takes batches', () => {
    const matrices = [gaussianMatrix(3, 2, Generator.named(4, 'a')), gaussianMatrix(2, 5, Generator.named(4, 'b'))];
    const kept = matrices.map(({ data }) => data.slice());
    const factors = polarFactors(matrices).map(({ factor }) => factor);
    expect(factors.map(({ rows, columns }) => [rows, columns])).toEqual([
      [3, 2],
      [2, 5],
    ]);
    expect(matrices.map(({ data }) => data)).toEqual(kept);
    expect(multiplyTransposed(factors[1] as Matrix, factors[1] as Matrix).data).toBeAllClose([1, 0, 0, 1], 1e-14);
  });

  it('refuses an empty matrix and what is not finite, and quotes it', () => {
    expect(() => polarFactor({ rows: 0, columns: 3, data: new Float64Array(0) })).toThrow('0×3');
    expect(() => polarFactor(createMatrix(1, 2, [0, Number.NaN]))).toThrow('NaN at index 1');
    expect(() => createMatrix(2, 2, [1, 2, 3])).toThrow('4 entries, got 3');
  });
});
