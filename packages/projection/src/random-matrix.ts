import type { Generator } from '@procrustes/random';
import { createMatrix, type Matrix } from './matrix.ts';
import { polarFactor } from './polar-factor.ts';

/** Independent standard normal entries. */
export function gaussianMatrix(rows: number, columns: number, generator: Generator): Matrix {
  const matrix = createMatrix(rows, columns);
  for (let i = 0; i < matrix.data.length; i += 1) matrix.data[i] = generator.normal();
  return matrix;
}

/**
 * A matrix with orthonormal columns (rows, where it is wide), uniform (Haar) among them: the polar factor of a Gaussian matrix,
 * whose distribution no rotation changes.
 */
export function orthogonalMatrix(rows: number, columns: number, generator: Generator): Matrix {
  return polarFactor(gaussianMatrix(rows, columns, generator)).factor;
}
