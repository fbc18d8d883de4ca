import type { Matrix } from './matrix.ts';

/** Some rows of a banded matrix: their entries from column `first` on, zeros elsewhere. */
export interface RowGroup extends Matrix {
  readonly first: number;
}

/**
 * The upper triangular R of A = QR, and how far its entries reach right of the diagonal, for a tall A handed over in groups of rows:
 * each is rotated into R by Householder reflections of the columns it has entries in, so that a band stays a band and A is never held.
 */
export function triangularFactor(
  groups: Iterable<RowGroup>,
  size: number,
): { readonly matrix: Matrix; readonly bandwidth: number } {
  const r = new Float64Array(size * size);
  let bandwidth = 0;
  // How far (exclusive) the entries of each row of R reach.
  const ends = new Int32Array(size);
  for (const group of groups) {
    // Rows of R reach beyond the group's own columns where an earlier group did, so the elimination may have to go on there.
    let end = group.first + group.columns;
    let rows = widened(group, end);
    for (let column = group.first; column < end; column += 1) {
      if ((ends[column] as number) > end) {
        end = ends[column] as number;
        rows = widened(rows, end);
      }
      ends[column] = end;
      bandwidth = Math.max(bandwidth, end - 1 - column);
      eliminateColumn(r, size, column, end, rows);
    }
  }
  return { matrix: { rows: size, columns: size, data: r }, bandwidth };
}

function widened(group: RowGroup, end: number): RowGroup {
  const columns = end - group.first;
  if (columns === group.columns) return { ...group, data: group.data.slice() };
  const data = new Float64Array(group.rows * columns);
  for (let i = 0; i < group.rows; i += 1) {
    data.set(group.data.subarray(i * group.columns, (i + 1) * group.columns), i * columns);
  }
  return { ...group, columns, data };
}

/** Reflects row `column` of R and the group's rows so that of the column only R's diagonal entry stays. */
function eliminateColumn(r: Float64Array, size: number, column: number, end: number, group: RowGroup): void {
  const { rows, columns, data } = group;
  const offset = column - group.first;
  const diagonal = column * size + column;
  let squares = 0;
  for (let i = 0; i < rows; i += 1) squares += (data[i * columns + offset] as number) ** 2;
  if (squares === 0) return;
  const head = r[diagonal] as number;
  const norm = Math.sqrt(squares + head * head);
  const alpha = head > 0 ? -norm : norm;
  const beta = 1 / (norm * (norm + Math.abs(head)));
  const v = head - alpha;
  const length = end - column;
  const sums = new Float64Array(length);
  for (let j = 1; j < length; j += 1) sums[j] = v * (r[diagonal + j] as number);
  for (let i = 0; i < rows; i += 1) {
    const factor = data[i * columns + offset] as number;
    const start = i * columns + offset;
    for (let j = 1; j < length; j += 1) sums[j] = (sums[j] as number) + factor * (data[start + j] as number);
  }
  r[diagonal] = alpha;
  for (let j = 1; j < length; j += 1) r[diagonal + j] = (r[diagonal + j] as number) - beta * v * (sums[j] as number);
  for (let i = 0; i < rows; i += 1) {
    const start = i * columns + offset;
    const factor = beta * (data[start] as number);
    data[start] = 0;
    for (let j = 1; j < length; j += 1) data[start + j] = (data[start + j] as number) - factor * (sums[j] as number);
  }
}
