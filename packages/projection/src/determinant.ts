import { determinant as determinantOf, Matrix as MlMatrix } from 'ml-matrix';
import type { Matrix } from './matrix.ts';

/**
 * det A, by LU decomposition.
 *
 * @throws RangeError for a matrix that is not square
 */
export function determinant({ rows, columns, data }: Matrix): number {
  if (rows !== columns) throw new RangeError(`only a square matrix has a determinant, got ${rows}×${columns}`);
  return determinantOf(MlMatrix.from1DArray(rows, columns, data));
}
