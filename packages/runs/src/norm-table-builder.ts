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
 * Puts the norms of a run together as columns, by records or by whole tables of them. The columns grow by doubling, and a table that was
 * handed out looks at them without a copy: it stays as it was, whatever is added or cut later.
 */
export class NormTableBuilder {
  #sites: readonly string[] = [];
  #kinds: NormsRecord['kinds'] = [];
  #steps: number[] = [];
  #gradient: Float64Array = new Float64Array(0);
  #activation: Float64Array | null = new Float64Array(0);
  #table: NormTable | undefined;

  /** @throws RunError where the record has other taps than those before it, or another number of norms than taps */
  append({ step, sites, kinds, gradient, activation }: NormRow): void {
    const norms = { sites, kinds, steps: [step], gradient, activation: activation.length === 0 ? null : activation };
    this.#check(norms);
    this.#put(norms);
  }

  /**
   * Adds the rows of a table. The first table's arrays, and what lies behind them in their buffers, are the builder's from then on: whoever
   * hands them in leaves them alone.
   * @throws RunError as {@link append}
   */
  add(rows: NormTable): void {
    if (rows.steps.length === 0) return;
    this.#check(rows);
    if (this.#steps.length > 0) {
      this.#put(rows);
      return;
    }
    this.#sites = rows.sites;
    this.#kinds = rows.kinds;
    this.#steps = [...rows.steps];
    this.#gradient = withRoom(rows.gradient);
    this.#activation = rows.activation && withRoom(rows.activation);
    this.#table = rows;
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

  #check({ sites, steps, gradient, activation }: Norms): void {
    const step = steps[0] as number;
    if (this.#steps.length > 0 && sites !== this.#sites && sites.join() !== this.#sites.join()) {
      throw new RunError(`the norms of step ${step} are of other taps than those of step ${this.#steps[0]}`);
    }
    const wanted = steps.length * sites.length;
    const found = activation?.length ?? wanted;
    if (gradient.length !== wanted || found !== wanted) {
      throw new RunError(
        `expected ${wanted} gradient and activation norms at step ${step}, found ${gradient.length} and ${found}`,
      );
    }
  }

  #put({ sites, kinds, steps, gradient, activation }: Norms): void {
    if (this.#steps.length === 0) {
      this.#sites = sites;
      this.#kinds = kinds;
      this.#activation = new Float64Array(0);
    }
    const held = this.#steps.length * this.#sites.length;
    this.#gradient = withMore(this.#gradient, held, gradient);
    this.#activation = this.#activation && activation && withMore(this.#activation, held, activation);
    for (const step of steps) this.#steps.push(step);
    this.#table = undefined;
  }
}

/** One or more rows; null where the activations were not looked at. */
type Norms = Pick<NormTable, 'sites' | 'kinds' | 'steps'> & {
  readonly gradient: ArrayLike<number>;
  readonly activation: ArrayLike<number> | null;
};

/** The column with more behind its first `held` norms; the same array where there is room. */
function withMore(column: Float64Array, held: number, more: ArrayLike<number>): Float64Array {
  const length = held + more.length;
  let grown = column;
  if (length > column.length) {
    grown = new Float64Array(Math.max(length, 2 * column.length));
    grown.set(column.subarray(0, held));
  }
  grown.set(more, held);
  return grown;
}

/** The column with all that lies behind it in its buffer. */
function withRoom({ buffer, byteOffset }: Float64Array): Float64Array {
  return new Float64Array(buffer, byteOffset, Math.floor((buffer.byteLength - byteOffset) / 8));
}
