import { type RunRatios, ratioDomain, ratioLimit } from '@procrustes/charts';
import type { ViewedRun } from '../viewed-run.ts';
import { once } from './once.ts';
import type { RatioCache } from './ratio-cache.ts';

/** What the pictures of the runs that are shown together share, worked out when the first of them is drawn. */
export interface SharedRatios {
  /** Of every run, in their order; without any step for a run that has no ratios. */
  readonly all: () => readonly RunRatios[];
  /**
   * Of the run at that place.
   *
   * @throws Error where its norms make no ratios
   */
  readonly of: (index: number) => RunRatios;
  /** Where the colours of r end. */
  readonly limit: () => number;
  /** Between which all ratios lie. */
  readonly domain: () => readonly [number, number];
}

/** The ratios of these runs and the scales that they share. One run whose norms are broken does not take the others' pictures away. */
export function sharedRatios(runs: readonly ViewedRun[], cache: RatioCache): SharedRatios {
  const found = once(() => runs.map((run) => attempt(() => cache.of(run))));
  const all = once(() =>
    found().map((result, index) =>
      'value' in result
        ? result.value
        : { name: runs[index]?.name ?? '', steps: [], blocks: [], values: new Float64Array() },
    ),
  );
  return {
    all,
    of: (index) => {
      const result = found()[index];
      if (result === undefined) throw new RangeError(`there are ${runs.length} runs, and none at place ${index}`);
      if ('error' in result) throw result.error;
      return result.value;
    },
    limit: once(() => ratioLimit(all())),
    domain: once(() => ratioDomain(all())),
  };
}

function attempt<T>(compute: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: compute() };
  } catch (error) {
    return { error };
  }
}
