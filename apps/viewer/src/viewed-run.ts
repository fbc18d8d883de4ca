import type { MetricsRecord, NormTable, ProjectionRecord, RunDescription, ValidationRecord } from '@procrustes/runs';

/** A run as the page shows it: one that is being trained here, or one that a folder holds. */
export interface ViewedRun {
  /** Tells it from every other run in the page. */
  readonly id: string;
  /** What the pictures call it. */
  readonly name: string;
  readonly origin: 'live' | 'folder';
  readonly description: RunDescription;
  readonly metrics: readonly MetricsRecord[];
  readonly validation: readonly ValidationRecord[];
  readonly projections: readonly ProjectionRecord[];
  readonly norms: NormTable;
  /** What was wrong but could be read around. */
  readonly warnings: readonly string[];
}
