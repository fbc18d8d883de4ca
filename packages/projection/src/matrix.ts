/** A real matrix in row-major order: the entry (i, j) is `data[i * columns + j]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/**
 * The rows × columns matrix with these entries, copied; zeros without entries.
 * @throws RangeError when a side is not a whole number ≥ 1, or the number of entries is not rows · columns.
 */
export function createMatrix(rows: number, columns: number, entries?: ArrayLike<number>): Matrix {
  requireSides(rows, columns);
  if (entries === undefined) return { rows, columns, data: new Float64Array(rows * columns) };
  requireEntries(rows, columns, entries);
  return { rows, columns, data: Float64Array.from(entries) };
}

/**
 * @throws RangeError for a matrix without entries, with another number of them than its sides have, or with one that is NaN or infinite.
 */
export function requireMatrix({ rows, columns, data }: Matrix): void {
  requireSides(rows, columns);
  requireEntries(rows, columns, data);
  requireFinite(data, `the ${rows}×${columns} matrix`);
}

function requireSides(rows: number, columns: number): void {
  if (Number.isSafeInteger(rows) && Number.isSafeInteger(columns) && rows >= 1 && columns >= 1) return;
  throw new RangeError(`a matrix has at least one row and one column, got ${rows}×${columns}`);
}

function requireEntries(rows: number, columns: number, entries: ArrayLike<number>): void {
  if (entries.length === rows * columns) return;
  throw new RangeError(`a ${rows}×${columns} matrix has ${rows * columns} entries, got ${entries.length}`);
}

/** Aᵀ, a new matrix. */
export function transpose({ rows, columns, data }: Matrix): Matrix {
  const transposed = new Float64Array(data.length);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) transposed[j * rows + i] = data[i * columns + j] as number;
  }
  return { rows: columns, columns: rows, data: transposed };
}

/** αA, a new matrix. */
export function scale(matrix: Matrix, factor: number): Matrix {
  return { ...matrix, data: matrix.data.map((entry) => entry * factor) };
}

/**
 * @throws RangeError when a value is NaN or infinite; quotes the first and where it stands.
 */
export function requireFinite(values: ArrayLike<number>, what: string): void {
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i]))
      throw new RangeError(`${what} holds ${values[i]} at index ${i}; every value must be a finite number`);
  }
}

/** The power of two below the largest |entry| (dividing by it is exact); 1 for a zero matrix. */
export function powerOfTwoNear(data: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < data.length; i += 1) largest = Math.max(largest, Math.abs(data[i] as number));
  // The clamp keeps the power itself a normal number, so that dividing by it stays exact.
  return largest === 0 ? 1 : 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))));
}
