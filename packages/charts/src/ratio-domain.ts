import type { RunRatios } from './run-ratios.ts';

/** The lowest and the highest finite, positive ratio of these runs and 1, and at least 1 % to both sides of 1. */
export function ratioDomain(runs: readonly RunRatios[]): [number, number] {
  let [low, high] = [0.99, 1.01];
  for (const { values } of runs) {
    for (const ratio of values) {
      if (!(ratio > 0) || !Number.isFinite(ratio)) continue;
      low = Math.min(low, ratio);
      high = Math.max(high, ratio);
    }
  }
  return [low, high];
}
