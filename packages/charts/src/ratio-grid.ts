import { type RatioKind, type RunRatios, ratioAt } from './run-ratios.ts';

/** Neighbouring blocks of one kind, drawn as one row. */
export interface RatioRow {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
  readonly kind: RatioKind;
}

/** Neighbouring records, drawn as one column. */
export interface RatioColumn {
  readonly firstStep: number;
  readonly lastStep: number;
  /** The step at which the next column begins. */
  readonly end: number;
}

/** The ratios of a run, reduced to a size that can be drawn. */
export interface RatioGrid {
  readonly rows: readonly RatioRow[];
  readonly columns: readonly RatioColumn[];
  /** Of the ratios in each cell the one farthest from 1, rows × columns; NaN where one of them is not finite. */
  readonly values: Float64Array;
}

/**
 * Reduces a run's ratios to about `maxRows` rows and at most `maxColumns` columns. A cell that stands for several ratios
 * holds the one with the largest |log r|, so no outlier is averaged away; blocks of different kinds never share a row.
 */
export function ratioGrid(ratios: RunRatios, limits: { maxRows: number; maxColumns: number }): RatioGrid {
  const rows = groupBlocks(ratios, limits.maxRows);
  const records = groupRecords(ratios.steps, limits.maxColumns);
  const values = new Float64Array(rows.length * records.length);
  for (const [row, blocks] of rows.entries()) {
    for (const [column, span] of records.entries()) {
      values[row * records.length + column] = farthest(ratios, blocks, span);
    }
  }
  return { rows, columns: records.map(({ column }) => column), values };
}

function groupBlocks({ blocks }: RunRatios, maxRows: number): RatioRow[] {
  const size = Math.ceil(blocks.length / maxRows);
  const rows: RatioRow[] = [];
  for (const [index, { kind }] of blocks.entries()) {
    const row = rows.at(-1);
    if (row !== undefined && row.kind === kind && index - row.first < size) {
      rows[rows.length - 1] = { ...row, last: index };
    } else rows.push({ first: index, last: index, kind });
  }
  return rows;
}

interface Records {
  readonly start: number;
  readonly end: number;
  readonly column: RatioColumn;
}

function groupRecords(steps: readonly number[], maxColumns: number): Records[] {
  const count = Math.min(steps.length, maxColumns);
  const last = steps.at(-1) ?? 0;
  const gap = Math.max(1, last - (steps.at(-2) ?? last - 1));
  return Array.from({ length: count }, (_, index) => {
    const start = Math.floor((index * steps.length) / count);
    const end = Math.floor(((index + 1) * steps.length) / count);
    const column = {
      firstStep: steps[start] as number,
      lastStep: steps[end - 1] as number,
      end: steps[end] ?? last + gap,
    };
    return { start, end, column };
  });
}

function farthest(ratios: RunRatios, { first, last }: RatioRow, { start, end }: Records): number {
  let found = 1;
  let distance = -1;
  for (let record = start; record < end; record += 1) {
    for (let block = first; block <= last; block += 1) {
      const ratio = ratioAt(ratios, record, block);
      if (!Number.isFinite(ratio)) return Number.NaN;
      const other = ratio > 1 ? ratio : 1 / ratio;
      if (other > distance) [found, distance] = [ratio, other];
    }
  }
  return found;
}
