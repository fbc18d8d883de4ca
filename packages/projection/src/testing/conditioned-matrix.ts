import { Generator } from '@procrustes/random';
import { createMatrix, type Matrix } from '../matrix.ts';
import { multiply, multiplyTransposed } from '../multiply.ts';
import { orthogonalMatrix } from '../random-matrix.ts';

/** U·diag(σ)·Vᵀ with random U and V. */
export function matrixWithSingularValues(rows: number, columns: number, values: readonly number[], seed = 1): Matrix {
  const generator = Generator.named(seed, 'matrix with singular values');
  const left = orthogonalMatrix(rows, values.length, generator);
  const right = orthogonalMatrix(columns, values.length, generator);
  const diagonal = createMatrix(values.length, values.length);
  for (const [i, value] of values.entries()) diagonal.data[i * values.length + i] = value;
  return multiplyTransposed(multiply(left, diagonal), right);
}

/** Singular values from 1 down to 1/κ, evenly spaced on a log scale. */
export function matrixWithCondition(rows: number, columns: number, condition: number, seed = 1): Matrix {
  const count = Math.min(rows, columns);
  const values = Array.from({ length: count }, (_, i) => (count === 1 ? 1 : condition ** (-i / (count - 1))));
  return matrixWithSingularValues(rows, columns, values, seed);
}
