import type { ReadonlySignal } from '@preact/signals';
import type { LiveTraining } from '../live/live-training.ts';
import type { ViewedRun } from '../viewed-run.ts';

/** What the pictures are told. */
export interface PicturesProps {
  readonly runs: ReadonlySignal<readonly ViewedRun[]>;
  /** Asked for the kernels of live runs; null where there are none. */
  readonly live: LiveTraining | null;
}
