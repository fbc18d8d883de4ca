import type { NormsRecord } from '@procrustes/runs';
import type { ChartedRun } from './named-run.ts';

/** The norms of one record, out of either form. */
export interface RecordNorms {
  readonly step: number;
  readonly sites: readonly string[];
  readonly kinds: NormsRecord['kinds'];
  readonly gradient: ArrayLike<number>;
}

/** The norms of a run record by record, in whichever form they are. */
export interface NormRecords {
  readonly steps: readonly number[];
  /** The record at this place of `steps`. */
  readonly at: (index: number) => RecordNorms;
}

export function normRecords(norms: ChartedRun['norms']): NormRecords {
  if (!('sites' in norms)) return { steps: norms.map(({ step }) => step), at: (index) => norms[index] as NormsRecord };
  const { steps, sites, kinds, gradient } = norms;
  const { length } = sites;
  return {
    steps,
    at: (index) => ({
      step: steps[index] as number,
      sites,
      kinds,
      gradient: gradient.subarray(index * length, (index + 1) * length),
    }),
  };
}

/** The place of the last record at or before a step; that of the first where all come later; −1 where there is none. */
export function recordAt(steps: readonly number[], step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as number) <= step) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, Math.min(0, steps.length - 1));
}
