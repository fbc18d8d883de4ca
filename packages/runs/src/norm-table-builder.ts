import type { NormTable } from './norm-table.ts';
import type { NormsRecord } from './records.ts';
import { RunError } from './run-error.ts';

/** One row of a table: a record of norms, whose numbers may lie in any kind of array. */
export interface NormRow extends Pick<NormsRecord, 'step' | 'sites' | 'kinds'> {
  readonly gradient: ArrayLike<number>;
  /** Empty where it was not looked at; no row of the table has it then. */
  readonly activation: ArrayLike<number>;
}

/**
 * Puts the norms of a run together as columns, record by record. The columns grow by doubling, and a table that was
 * handed out looks at them without a copy: it stays as it was, whatever is appended or cut later.
 */
export class NormTableBuilder {
  #sites: readonly string[] = [];
  #kinds: NormsRecord['kinds'] = [];
  #steps: number[] = [];
  #gradient = new Float64Array(0);
  #activation: Float64Array<ArrayBuffer> | null = new Float64Array(0);
  #table: NormTable | undefined;

  /** @throws RunError where the record has other taps than those before it, or another number of norms than taps */
  append({ step, sites, kinds, gradient, activation }: NormRow): void {
    const rows = this.#steps.length;
    if (rows === 0) {
      this.#sites = sites;
      this.#kinds = kinds;
      this.#activation = new Float64Array(0);
    } else if (sites !== this.#sites && sites.join() !== this.#sites.join()) {
      throw new RunError(`the norms of step ${step} are of other taps than those of step ${this.#steps[0]}`);
    }
    const width = this.#sites.length;
    if (gradient.length !== width || ![0, width].includes(activation.length)) {
      throw new RunError(
        `expected ${width} gradient and activation norms at step ${step}, found ${gradient.length} and ${activation.length}`,
      );
    }
    this.#gradient = withRow(this.#gradient, rows, gradient);
    if (activation.length === 0) this.#activation = null;
    else if (this.#activation !== null) this.#activation = withRow(this.#activation, rows, activation);
    this.#steps.push(step);
    this.#table = undefined;
  }

  /** Takes the records after `step` out, for a run that goes on from a checkpoint of that step. */
  truncateAfter(step: number): void {
    this.#steps = this.#steps.filter((recorded) => recorded <= step);
    const values = this.#steps.length * this.#sites.length;
    // Copies: a table that was handed out still looks at what is behind them.
    this.#gradient = this.#gradient.slice(0, values);
    this.#activation = this.#activation?.slice(0, values) ?? null;
    this.#table = undefined;
  }

  get table(): NormTable {
    const values = this.#steps.length * this.#sites.length;
    this.#table ??= {
      sites: this.#sites,
      kinds: this.#kinds,
      steps: [...this.#steps],
      gradient: this.#gradient.subarray(0, values),
      activation: this.#activation?.subarray(0, values) ?? null,
    };
    return this.#table;
  }
}

/** The column with a row more behind its first `rows`; the same array where there is room. */
function withRow(column: Float64Array<ArrayBuffer>, rows: number, row: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const start = rows * row.length;
  let grown = column;
  if (start + row.length > column.length) {
    grown = new Float64Array(Math.max(start + row.length, 2 * column.length));
    grown.set(column.subarray(0, start));
  }
  grown.set(row, start);
  return grown;
}
