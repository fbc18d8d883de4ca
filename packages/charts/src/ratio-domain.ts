import { ratioExtent } from './ratio-extent.ts';
import type { RunRatios } from './run-ratios.ts';

/** The lowest and the highest finite, positive ratio of these runs and 1, and at least 1 % to both sides of 1. */
export function ratioDomain(runs: readonly RunRatios[]): [number, number] {
  let [low, high] = [0.99, 1.01];
  for (const ratios of runs) {
    const { lowestPositive, highest } = ratioExtent(ratios);
    low = Math.min(low, lowestPositive);
    high = Math.max(high, highest);
  }
  return [low, high];
}
