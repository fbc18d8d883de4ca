import { type Matrix, transpose } from './matrix.ts';

/** A·B. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  return multiplyTransposed(a, transpose(b));
}

/** A·Bᵀ: every entry is a dot product of two rows, which row-major storage has in one piece. */
export function multiplyTransposed(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.columns) {
    throw new RangeError(`cannot multiply ${a.rows}×${a.columns} by the transpose of ${b.rows}×${b.columns}`);
  }
  const data = new Float64Array(a.rows * b.rows);
  rowProducts(a.data, b.data, a.rows, b.rows, a.columns, data, false);
  return { rows: a.rows, columns: b.rows, data };
}

/** A·Bᵀ where the product is known to be symmetric (A = B, or symmetric matrices that commute): half the work. */
export function symmetricProduct(a: Matrix, b: Matrix): Matrix {
  const size = a.rows;
  const data = new Float64Array(size * size);
  rowProducts(a.data, b.data, size, size, a.columns, data, true);
  for (let i = 0; i < size; i += 1) {
    for (let j = i + 1; j < size; j += 1) data[i * size + j] = data[j * size + i] as number;
  }
  return { rows: size, columns: size, data };
}

/** Blocks of 2 × 4 products keep eight sums in registers: about four times as fast as one sum at a time. */
function rowProducts(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  columns: number,
  length: number,
  product: Float64Array,
  lowerOnly: boolean,
): void {
  const evenRows = rows - (rows % 2);
  for (let i = 0; i < evenRows; i += 2) {
    const end = lowerOnly ? Math.min(columns, i + 2) : columns;
    const a0 = i * length;
    const a1 = a0 + length;
    let j = 0;
    for (; j < end && j + 3 < columns; j += 4) {
      const b0 = j * length;
      const b1 = b0 + length;
      const b2 = b1 + length;
      const b3 = b2 + length;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let k = 0; k < length; k += 1) {
        const x0 = a[a0 + k] as number;
        const x1 = a[a1 + k] as number;
        const y0 = b[b0 + k] as number;
        const y1 = b[b1 + k] as number;
        const y2 = b[b2 + k] as number;
        const y3 = b[b3 + k] as number;
        s00 += x0 * y0;
        s01 += x0 * y1;
        s02 += x0 * y2;
        s03 += x0 * y3;
        s10 += x1 * y0;
        s11 += x1 * y1;
        s12 += x1 * y2;
        s13 += x1 * y3;
      }
      const upper = i * columns + j;
      const lower = upper + columns;
      product[upper] = s00;
      product[upper + 1] = s01;
      product[upper + 2] = s02;
      product[upper + 3] = s03;
      product[lower] = s10;
      product[lower + 1] = s11;
      product[lower + 2] = s12;
      product[lower + 3] = s13;
    }
    for (; j < end; j += 1) {
      product[i * columns + j] = dot(a, a0, b, j * length, length);
      product[(i + 1) * columns + j] = dot(a, a1, b, j * length, length);
    }
  }
  for (let i = evenRows; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) product[i * columns + j] = dot(a, i * length, b, j * length, length);
  }
}

function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k += 1) sum += (a[aStart + k] as number) * (b[bStart + k] as number);
  return sum;
}
