import type { RunGrowth } from '@procrustes/runs';

/** A run as the page shows it: one that is being trained here, or one that a folder holds. */
export interface ViewedRun extends Omit<RunGrowth, 'anew'> {
  /** Tells it from every other run in the page. */
  readonly id: string;
  /** What the pictures call it. */
  readonly name: string;
  readonly origin: 'live' | 'folder';
}
