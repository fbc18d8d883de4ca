import type { ViewedRun } from '../viewed-run.ts';

const window = 10;

/** Training steps of all nets together in a second, from the times of their last ten steps; null before the first. */
export function stepsPerSecond(runs: readonly ViewedRun[]): number | null {
  let milliseconds = 0;
  for (const { metrics } of runs) {
    const last = metrics.slice(-window);
    if (last.length === 0) return null;
    milliseconds += last.reduce((sum, record) => sum + record.milliseconds, 0) / last.length;
  }
  return milliseconds > 0 ? 1000 / milliseconds : null;
}
