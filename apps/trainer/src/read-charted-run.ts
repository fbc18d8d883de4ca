import type { ChartedRun } from '@procrustes/charts';
import { RunReader, type RunSource } from '@procrustes/runs';

/**
 * What a report and a summary need of a run. Its norms are columns: as records, those of a thousand layers at a hundred thousand steps would
 * not fit into memory.
 * @throws RunError where there is no run, its format is unknown, or a line that is not torn is malformed
 */
export async function readChartedRun(source: RunSource): Promise<ChartedRun> {
  const reader = new RunReader(source, { largestFile: Number.POSITIVE_INFINITY });
  // Never null: a reader that has read nothing finds something new.
  return (await reader.readOn()) as ChartedRun;
}
