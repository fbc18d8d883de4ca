/** A Householder reflection I − βvvᵀ; v stands at `start` … in some array. */
export interface Reflection {
  readonly vectors: Float64Array;
  readonly start: number;
  readonly beta: number;
}

/**
 * row ← row − β(row·v)v for the rows `firstRow` … `endRow` − 1 of a row-major matrix, from `column` over `length` entries.
 * Four rows at a time: four independent sums keep the processor busy where one would wait for itself.
 */
export function reflectRows(
  a: Float64Array,
  columns: number,
  firstRow: number,
  endRow: number,
  column: number,
  length: number,
  { vectors, start, beta }: Reflection,
): void {
  let row = firstRow;
  for (; row + 3 < endRow; row += 4) {
    const r0 = row * columns + column;
    const r1 = r0 + columns;
    const r2 = r1 + columns;
    const r3 = r2 + columns;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0; j < length; j += 1) {
      const v = vectors[start + j] as number;
      s0 += v * (a[r0 + j] as number);
      s1 += v * (a[r1 + j] as number);
      s2 += v * (a[r2 + j] as number);
      s3 += v * (a[r3 + j] as number);
    }
    s0 *= beta;
    s1 *= beta;
    s2 *= beta;
    s3 *= beta;
    for (let j = 0; j < length; j += 1) {
      const v = vectors[start + j] as number;
      a[r0 + j] = (a[r0 + j] as number) - s0 * v;
      a[r1 + j] = (a[r1 + j] as number) - s1 * v;
      a[r2 + j] = (a[r2 + j] as number) - s2 * v;
      a[r3 + j] = (a[r3 + j] as number) - s3 * v;
    }
  }
  for (; row < endRow; row += 1) {
    const r = row * columns + column;
    let sum = 0;
    for (let j = 0; j < length; j += 1) sum += (vectors[start + j] as number) * (a[r + j] as number);
    sum *= beta;
    for (let j = 0; j < length; j += 1) a[r + j] = (a[r + j] as number) - sum * (vectors[start + j] as number);
  }
}

/**
 * columns ← columns − βv(vᵀ·columns) for `length` columns from `column` of the rows `firstRow` … `endRow` − 1 of a row-major matrix;
 * `sums` is room for `length` numbers.
 */
export function reflectColumns(
  a: Float64Array,
  columns: number,
  firstRow: number,
  endRow: number,
  column: number,
  length: number,
  { vectors, start, beta }: Reflection,
  sums: Float64Array,
): void {
  sums.fill(0, 0, length);
  const v = vectors.subarray(start, start + endRow - firstRow);
  let row = firstRow;
  for (; row + 3 < endRow; row += 4) {
    const r0 = row * columns + column;
    const r1 = r0 + columns;
    const r2 = r1 + columns;
    const r3 = r2 + columns;
    const v0 = v[row - firstRow] as number;
    const v1 = v[row - firstRow + 1] as number;
    const v2 = v[row - firstRow + 2] as number;
    const v3 = v[row - firstRow + 3] as number;
    for (let j = 0; j < length; j += 1) {
      sums[j] =
        (sums[j] as number) +
        (v0 * (a[r0 + j] as number) +
          v1 * (a[r1 + j] as number) +
          v2 * (a[r2 + j] as number) +
          v3 * (a[r3 + j] as number));
    }
  }
  for (; row < endRow; row += 1) {
    const factor = v[row - firstRow] as number;
    const r = row * columns + column;
    for (let j = 0; j < length; j += 1) sums[j] = (sums[j] as number) + factor * (a[r + j] as number);
  }
  for (row = firstRow; row < endRow; row += 1) {
    const factor = beta * (v[row - firstRow] as number);
    const r = row * columns + column;
    for (let j = 0; j < length; j += 1) a[r + j] = (a[r + j] as number) - factor * (sums[j] as number);
  }
}

/** Reflects a vector onto its first entry. */
export interface Elimination extends Reflection {
  /** What the first entry becomes; all others become 0. */
  readonly alpha: number;
}

/** The reflection that turns the vector x into (α, 0, 0, …); null for x = 0. The sign of α is chosen against cancellation. */
export function elimination(x: Float64Array): Elimination | null {
  let squares = 0;
  for (let i = 0; i < x.length; i += 1) squares += (x[i] as number) * (x[i] as number);
  if (squares === 0) return null;
  const norm = Math.sqrt(squares);
  const head = x[0] as number;
  const alpha = head > 0 ? -norm : norm;
  const vectors = x.slice();
  vectors[0] = head - alpha;
  return { vectors, start: 0, beta: 1 / (norm * (norm + Math.abs(head))), alpha };
}
