import { reduceRecords } from './ratio-history.ts';
import type { RunRatios } from './run-ratios.ts';

/** Between which values the ratios of a run lie. */
export interface RatioExtent {
  /** The lowest and the highest finite ratio; ∞ and −∞ where there is none. */
  readonly lowest: number;
  readonly highest: number;
  /** The lowest above zero, which is where a logarithmic axis can begin; ∞ where there is none. */
  readonly lowestPositive: number;
  readonly notFinite: number;
}

/** The extent of all ratios of a run. */
export function ratioExtent(ratios: RunRatios): RatioExtent {
  const { blocks, values, steps } = ratios;
  const extents = reduceRecords(ratios, 'extent', 4, (record, into, at) => {
    let [lowest, highest, lowestPositive, notFinite] = [
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      0,
    ];
    const end = (record + 1) * blocks.length;
    for (let index = record * blocks.length; index < end; index += 1) {
      const ratio = values[index] as number;
      if (!Number.isFinite(ratio)) {
        notFinite += 1;
        continue;
      }
      if (ratio < lowest) lowest = ratio;
      if (ratio > highest) highest = ratio;
      if (ratio > 0 && ratio < lowestPositive) lowestPositive = ratio;
    }
    into[at] = lowest;
    into[at + 1] = highest;
    into[at + 2] = lowestPositive;
    into[at + 3] = notFinite;
  });
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [lowestPositive, notFinite] = [Number.POSITIVE_INFINITY, 0];
  for (let at = 0; at < 4 * steps.length; at += 4) {
    lowest = Math.min(lowest, extents[at] as number);
    highest = Math.max(highest, extents[at + 1] as number);
    lowestPositive = Math.min(lowestPositive, extents[at + 2] as number);
    notFinite += extents[at + 3] as number;
  }
  return { lowest, highest, lowestPositive, notFinite };
}
