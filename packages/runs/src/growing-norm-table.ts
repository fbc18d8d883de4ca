import type { NormTable } from './norm-table.ts';

/** A table that rows are added to, at a cost that does not grow with what it holds already. Tables handed out before stay as they were. */
export class GrowingNormTable {
  #table: NormTable = { sites: [], kinds: [], steps: [], gradient: new Float64Array(0), activation: null };

  /** As it is now. */
  get table(): NormTable {
    return this.#table;
  }

  /**
   * Adds rows. Their arrays are the table's from now on: whoever hands them in leaves them alone.
   * @throws RangeError for rows of other taps, or where only the table or only the rows have activations
   */
  add(rows: NormTable): void {
    const { sites, steps, gradient, activation } = this.#table;
    if (steps.length === 0) {
      this.#table = rows;
      return;
    }
    if (rows.steps.length === 0) return;
    if (rows.sites.length !== sites.length || (activation === null) !== (rows.activation === null)) {
      throw new RangeError(
        `expected rows of ${sites.length} taps ${activation === null ? 'without' : 'with'} activations, found ${rows.sites.length} ${rows.activation === null ? 'without' : 'with'}`,
      );
    }
    this.#table = {
      ...this.#table,
      steps: steps.concat(rows.steps),
      gradient: appended(gradient, rows.gradient),
      activation: activation && appended(activation, rows.activation as Float64Array),
    };
  }
}

/** `values` and what follows them, in the same buffer where that has room behind `values`. */
function appended(values: Float64Array, more: Float64Array): Float64Array {
  const length = values.length + more.length;
  const room = (values.buffer.byteLength - values.byteOffset) / Float64Array.BYTES_PER_ELEMENT;
  const whole =
    length <= room
      ? new Float64Array(values.buffer, values.byteOffset, length)
      : new Float64Array(2 * length).subarray(0, length);
  if (length > room) whole.set(values);
  whole.set(more, values.length);
  return whole;
}
