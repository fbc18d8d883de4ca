/** Training met a number that is not finite, and stopped. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
  constructor(
    message: string,
    /** The step that was not taken; where a checkpoint was refused, the last one taken. */
    readonly step: number,
    /**
     * The tap at which the norm went first, on the way forward or back; null where it was at no tap, but in the head
     * behind them. Where a checkpoint was refused, the name of the tensor.
     */
    readonly site: string | null,
  ) {
    super(message);
  }
}
