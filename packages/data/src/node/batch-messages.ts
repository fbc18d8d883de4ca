import type { Batch, BatchesSettings, BatchesState } from '../batches.ts';
import type { ImageSet } from '../image-set.ts';

/** What the worker that makes batches is started with. */
export interface BatchWorkerData {
  readonly set: ImageSet;
  readonly settings: BatchesSettings;
}

/** Asks for the next batch, or for the first one after a state. */
export interface BatchRequest {
  readonly from?: BatchesState;
}

/** One batch, and where the iteration stands after it. */
export interface BatchAnswer {
  readonly batch: Batch;
  readonly state: BatchesState;
}
