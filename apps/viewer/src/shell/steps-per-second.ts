import type { ViewedRun } from '../viewed-run.ts';

const window = 10;

/**
 * Training steps of all nets together in a second, from the medians of their last ten steps, of which the first compiles
 * shaders; null before it.
 */
export function stepsPerSecond(runs: readonly ViewedRun[]): number | null {
  let milliseconds = 0;
  for (const { metrics } of runs) {
    const last = metrics.slice(-window);
    if (last.length === 0) return null;
    milliseconds += median(last.map((record) => record.milliseconds));
  }
  return milliseconds > 0 ? 1000 / milliseconds : null;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}
