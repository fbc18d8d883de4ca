import type { Matrix } from './matrix.ts';
import { elimination, reflectColumns, reflectRows } from './reflection.ts';
import { tridiagonalEigenvalues } from './tridiagonal-eigenvalues.ts';

/**
 * All singular values, descending, of a square upper triangular matrix whose entries end `bandwidth` places right of the diagonal
 * (size − 1 for a full triangle). Reflections from the right and the left in turn make row after row bidiagonal and chase what they
 * fill in down the band: 8n²·bandwidth operations, absolute error about n·ε·σ_max. The entries of `matrix` are overwritten.
 * @see Golub & Kahan 1965; Lang 1996 for the band
 */
export function upperBandSingularValues(matrix: Matrix, bandwidth: number): Float64Array {
  const { rows: size, data } = matrix;
  const width = Math.max(1, bandwidth);
  const sums = new Float64Array(size);
  for (let start = 0; width > 1 && start < size - 1; start += 1) {
    let row = start;
    for (let first = start + 1; first < size; first += width) {
      const last = Math.min(first + width - 1, size - 1);
      if (last === first) break;
      eliminateRow(data, size, row, first, last);
      eliminateColumn(data, size, first, last, Math.min(last + width, size - 1), sums);
      row = first;
    }
  }
  return bidiagonalSingularValues(matrix);
}

/** The symmetric tridiagonal matrix with zero diagonal and off-diagonal d₁, e₁, d₂, e₂, … has the eigenvalues ±σ. */
function bidiagonalSingularValues({ rows: size, data }: Matrix): Float64Array {
  const offDiagonal = new Float64Array(2 * size);
  for (let i = 0; i < size; i += 1) {
    offDiagonal[2 * i + 1] = data[i * size + i] as number;
    if (i + 1 < size) offDiagonal[2 * i + 2] = data[i * size + i + 1] as number;
  }
  const values = tridiagonalEigenvalues(new Float64Array(2 * size), offDiagonal);
  return Float64Array.from({ length: size }, (_, i) => Math.max(0, values[2 * size - 1 - i] as number));
}

/** Reflects columns first … last so that of row `row` only the entry at `first` stays; rows down to `last` have entries there. */
function eliminateRow(a: Float64Array, size: number, row: number, first: number, last: number): void {
  const entries = a.subarray(row * size + first, row * size + last + 1);
  const reflection = elimination(entries);
  if (reflection === null) return;
  reflectRows(a, size, row + 1, last + 1, first, last - first + 1, reflection);
  entries.fill(0);
  entries[0] = reflection.alpha;
}

/** Reflects rows first … last so that of column `first` only the diagonal entry stays; they have entries up to column `end`. */
function eliminateColumn(
  a: Float64Array,
  size: number,
  first: number,
  last: number,
  end: number,
  sums: Float64Array,
): void {
  const entries = Float64Array.from({ length: last - first + 1 }, (_, i) => a[(first + i) * size + first] as number);
  const reflection = elimination(entries);
  if (reflection === null) return;
  reflectColumns(a, size, first, last + 1, first + 1, end - first, reflection, sums);
  for (let i = first; i <= last; i += 1) a[i * size + first] = 0;
  a[first * size + first] = reflection.alpha;
}
