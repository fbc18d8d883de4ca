import type { NormsRecord, NormTable, Run } from '@procrustes/runs';

/** What the pictures need of a run: its norms are records, as `readRun` gives them, or a table of columns. */
export interface ChartedRun extends Omit<Run, 'norms'> {
  readonly norms: readonly NormsRecord[] | NormTable;
}

/** A run and what the pictures call it. */
export interface NamedRun {
  readonly name: string;
  readonly run: ChartedRun;
}
