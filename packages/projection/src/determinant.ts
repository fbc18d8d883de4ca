import { determinant as determinantOf, Matrix as MlMatrix } from 'ml-matrix';
import { type Matrix, requireMatrix } from './matrix.ts';

/**
 * det A, by LU decomposition; 0 or ±∞ where it is too small or too large for a number.
 *
 * @throws RangeError for a matrix that is not square, is empty or has entries that are NaN or infinite
 */
export function determinant(matrix: Matrix): number {
  const { rows, columns, data } = matrix;
  requireMatrix(matrix);
  if (rows !== columns) throw new RangeError(`only a square matrix has a determinant, got ${rows}×${columns}`);
  return determinantOf(MlMatrix.from1DArray(rows, columns, data));
}
