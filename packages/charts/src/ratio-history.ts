import { GrowingFloats } from './growing-floats.ts';
import type { RunRatios } from './run-ratios.ts';

/**
 * What has been worked out of each record of a run's ratios. A run that grows hands it on, so that an update costs its new records, not
 * all that came before; whoever has fewer records uses the first of it.
 */
export interface RatioHistory {
  /** Records whose ratios are in `values`. */
  records: number;
  readonly values: GrowingFloats;
  /** Reductions by name, each with the number of records that it covers. */
  readonly reductions: Map<string, Reduction>;
}

export interface Reduction {
  records: number;
  readonly values: GrowingFloats;
}

const histories = new WeakMap<RunRatios, RatioHistory>();

/** That of these ratios; a new one where they have none. */
export function ratioHistory(ratios: RunRatios): RatioHistory {
  const known = histories.get(ratios);
  if (known !== undefined) return known;
  const history = newRatioHistory();
  history.records = ratios.steps.length;
  histories.set(ratios, history);
  return history;
}

export const newRatioHistory = (): RatioHistory => ({
  records: 0,
  values: new GrowingFloats(),
  reductions: new Map(),
});

/** Lets these ratios share a history. */
export function shareHistory(ratios: RunRatios, history: RatioHistory): RunRatios {
  histories.set(ratios, history);
  return ratios;
}

/**
 * A reduction of every record to `size` numbers, records × size, row-major. Those that are known already are not computed again.
 *
 * @param compute fills one record's numbers, from `at` on
 */
export function reduceRecords(
  ratios: RunRatios,
  name: string,
  size: number,
  compute: (record: number, into: Float64Array, at: number) => void,
): Float64Array {
  const { reductions } = ratioHistory(ratios);
  let reduction = reductions.get(name);
  if (reduction === undefined) {
    reduction = { records: 0, values: new GrowingFloats() };
    reductions.set(name, reduction);
  }
  const records = ratios.steps.length;
  const values = reduction.values.view(records * size);
  for (let record = reduction.records; record < records; record += 1) compute(record, values, record * size);
  reduction.records = Math.max(reduction.records, records);
  return values;
}
