/** Numbers of which ever more come: room for half as many again is made where it runs out, and what was taken before stays as it is. */
export class GrowingFloats {
  #buffer = new Float64Array(0);

  /** The first `length` numbers, new ones zero; a view, which later calls leave valid. */
  view(length: number): Float64Array {
    if (length > this.#buffer.length) {
      // The first time exactly: most runs are read whole and never grow.
      const larger = new Float64Array(
        this.#buffer.length === 0 ? length : Math.max(length, Math.ceil(1.5 * this.#buffer.length)),
      );
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    return this.#buffer.subarray(0, length);
  }
}
