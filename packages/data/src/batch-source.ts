import type { Batch, BatchesState } from './batches.ts';

/**
 * Where a training session gets its batches: `Batches`, which makes each when it is asked for, or something that makes the
 * next one elsewhere in the meantime and gives the same, bit for bit.
 */
export interface BatchSource {
  readonly stepsPerEpoch: number;
  /** Where the iteration stands after the last batch that `next` gave. */
  readonly state: BatchesState;
  /** @throws RangeError where the state is malformed or of another set; nothing is changed then */
  restore(state: BatchesState): void;
  /** The next batch. One call at a time. */
  next(): Batch | Promise<Batch>;
  /** Gives back what it holds outside of this thread. */
  dispose?(): void;
}
