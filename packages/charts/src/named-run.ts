import type { Run } from '@procrustes/runs';

/** A run and what the pictures call it. */
export interface NamedRun {
  readonly name: string;
  readonly run: Run;
}
