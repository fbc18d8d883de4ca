import type { Matrix } from './matrix.ts';

/** A⁻¹ with its largest column sum and row sum. */
export interface Inverse extends Matrix {
  readonly norm1: number;
  readonly normInfinity: number;
}

/**
 * The inverse of a square matrix by Gauss–Jordan elimination with partial pivoting; null when a pivot is zero or not finite.
 * @see Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., ch. 14
 */
export function inverse({ rows: size, data }: Matrix): Inverse | null {
  const a = data.slice();
  const pivotRows = new Int32Array(size);
  for (let k = 0; k < size; k += 1) {
    let pivotRow = k;
    for (let i = k + 1; i < size; i += 1) {
      if (Math.abs(a[i * size + k] as number) > Math.abs(a[pivotRow * size + k] as number)) pivotRow = i;
    }
    const pivot = a[pivotRow * size + k] as number;
    if (pivot === 0 || !Number.isFinite(1 / pivot)) return null;
    pivotRows[k] = pivotRow;
    if (pivotRow !== k) swapRows(a, size, k, pivotRow);
    const row = k * size;
    a[row + k] = 1;
    for (let j = 0; j < size; j += 1) a[row + j] = (a[row + j] as number) / pivot;
    eliminate(a, size, k);
  }
  // Row swaps of the matrix are column swaps of its inverse, undone in reverse.
  for (let k = size - 1; k >= 0; k -= 1) {
    const other = pivotRows[k] as number;
    if (other !== k) swapColumns(a, size, k, other);
  }
  return { rows: size, columns: size, data: a, ...largestSums(a, size) };
}

/** Subtracts multiples of row k from all others, four at a time so that row k is read once for four. */
function eliminate(a: Float64Array, size: number, k: number): void {
  const row = k * size;
  const pending: number[] = [];
  for (let i = 0; i < size; i += 1) {
    if (i !== k) pending.push(i * size);
  }
  let index = 0;
  for (; index + 3 < pending.length; index += 4) {
    const r0 = pending[index] as number;
    const r1 = pending[index + 1] as number;
    const r2 = pending[index + 2] as number;
    const r3 = pending[index + 3] as number;
    const f0 = a[r0 + k] as number;
    const f1 = a[r1 + k] as number;
    const f2 = a[r2 + k] as number;
    const f3 = a[r3 + k] as number;
    a[r0 + k] = 0;
    a[r1 + k] = 0;
    a[r2 + k] = 0;
    a[r3 + k] = 0;
    for (let j = 0; j < size; j += 1) {
      const x = a[row + j] as number;
      a[r0 + j] = (a[r0 + j] as number) - f0 * x;
      a[r1 + j] = (a[r1 + j] as number) - f1 * x;
      a[r2 + j] = (a[r2 + j] as number) - f2 * x;
      a[r3 + j] = (a[r3 + j] as number) - f3 * x;
    }
  }
  for (; index < pending.length; index += 1) {
    const start = pending[index] as number;
    const factor = a[start + k] as number;
    a[start + k] = 0;
    for (let j = 0; j < size; j += 1) a[start + j] = (a[start + j] as number) - factor * (a[row + j] as number);
  }
}

function swapRows(a: Float64Array, size: number, first: number, second: number): void {
  for (let j = 0; j < size; j += 1) swap(a, first * size + j, second * size + j);
}

function swapColumns(a: Float64Array, size: number, first: number, second: number): void {
  for (let i = 0; i < size; i += 1) swap(a, i * size + first, i * size + second);
}

function swap(a: Float64Array, i: number, j: number): void {
  const kept = a[i] as number;
  a[i] = a[j] as number;
  a[j] = kept;
}

function largestSums(a: Float64Array, size: number): { norm1: number; normInfinity: number } {
  const columns = new Float64Array(size);
  let normInfinity = 0;
  for (let i = 0; i < size; i += 1) {
    let sum = 0;
    for (let j = 0; j < size; j += 1) {
      const magnitude = Math.abs(a[i * size + j] as number);
      sum += magnitude;
      columns[j] = (columns[j] as number) + magnitude;
    }
    normInfinity = Math.max(normInfinity, sum);
  }
  return { norm1: columns.reduce((x, y) => Math.max(x, y), 0), normInfinity };
}
