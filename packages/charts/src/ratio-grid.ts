import { reduceRecords } from './ratio-history.ts';
import type { RatioKind, RunRatios } from './run-ratios.ts';

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

/** To how many rows the pictures reduce a net, about. */
export const mostRows = { heatmap: 128, curves: 48 } as const;

/**
 * Reduces a run's ratios to about `maxRows` rows and at most `maxColumns` columns. A cell that stands for several ratios
 * holds the one with the largest |log r|, so no outlier is averaged away; blocks of different kinds never share a row.
 */
export function ratioGrid(ratios: RunRatios, limits: { maxRows: number; maxColumns: number }): RatioGrid {
  const { rows, values: perRecord } = rowsByRecord(ratios, limits.maxRows);
  const records = groupRecords(ratios.steps, limits.maxColumns);
  const values = new Float64Array(rows.length * records.length);
  for (const [column, { start, end }] of records.entries()) {
    for (let row = 0; row < rows.length; row += 1) {
      values[row * records.length + column] = farthest(
        perRecord,
        start * rows.length + row,
        end * rows.length,
        rows.length,
      );
    }
  }
  return { rows, columns: records.map(({ column }) => column), values };
}

/** The ratio farthest from 1 in each of about `maxRows` rows at every record, records × rows. */
export function rowsByRecord(ratios: RunRatios, maxRows: number): { rows: RatioRow[]; values: Float64Array } {
  const { blocks, values } = ratios;
  const rows = groupBlocks(ratios, maxRows);
  if (rows.length === blocks.length) return { rows, values };
  const reduced = reduceRecords(ratios, `rows ${maxRows}`, rows.length, (record, into, at) => {
    const start = record * blocks.length;
    for (let row = 0; row < rows.length; row += 1) {
      const { first, last } = rows[row] as RatioRow;
      into[at + row] = farthest(values, start + first, start + last + 1, 1);
    }
  });
  return { rows, values: reduced };
}

/** Of the ratios from `start` to before `end`, every `stride`-th, the one farthest from 1 in log r; NaN where one is not finite. */
function farthest(ratios: Float64Array, start: number, end: number, stride: number): number {
  let lowest = ratios[start] as number;
  let highest = lowest;
  let zero = 0;
  for (let index = start; index < end; index += stride) {
    const ratio = ratios[index] as number;
    // NaN, and so for good, where the ratio is not finite.
    zero += ratio - ratio;
    if (ratio < lowest) lowest = ratio;
    else if (ratio > highest) highest = ratio;
  }
  if (zero !== 0) return Number.NaN;
  return highest > 1 / lowest ? highest : lowest;
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
