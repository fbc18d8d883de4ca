/** Numbers of which ever more come: room for half as many again is made where it runs out, and what was taken before stays as it is. */
export class GrowingFloats {
  #buffer = new Float64Array(0);

  /** Makes room for so many, where it is known how many will come: what grows step by step is copied over and over. */
  reserve(length: number): void {
    if (length <= this.#buffer.length) return;
    const larger = new Float64Array(length);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }

  /** The first `length` numbers, new ones zero; a view, which later calls leave valid. */
  view(length: number): Float64Array {
    // The first time exactly: most runs are read whole and never grow.
    if (length > this.#buffer.length) this.reserve(Math.max(length, Math.ceil(1.5 * this.#buffer.length)));
    return this.#buffer.subarray(0, length);
  }
}
