import { reduceRecords } from './ratio-history.ts';
import type { RatioKind, RunRatios } from './run-ratios.ts';

/** Mean |r_l − 1| over the blocks of one kind at one step. */
export interface Deviation {
  readonly step: number;
  readonly kind: RatioKind;
  /** NaN where no ratio is finite. */
  readonly deviation: number;
}

/** The mean distance from norm preservation by kind at every recorded step, over the ratios that are finite. */
export function deviationSeries(ratios: RunRatios): Deviation[] {
  const { kinds, means } = deviationMeans(ratios);
  return ratios.steps.flatMap((step, index) =>
    kinds.map((kind, place) => ({ step, kind, deviation: means[index * kinds.length + place] as number })),
  );
}

/** The same, records × kinds. */
export function deviationMeans(ratios: RunRatios): { kinds: readonly RatioKind[]; means: Float64Array } {
  const { blocks, values } = ratios;
  const kinds = [...new Set(blocks.map(({ kind }) => kind))];
  const kindOf = Uint8Array.from(blocks, ({ kind }) => kinds.indexOf(kind));
  const sums = new Float64Array(kinds.length);
  const counts = new Float64Array(kinds.length);
  const means = reduceRecords(ratios, 'deviation', kinds.length, (record, into, at) => {
    sums.fill(0);
    counts.fill(0);
    for (let block = 0; block < blocks.length; block += 1) {
      const distance = Math.abs((values[record * blocks.length + block] as number) - 1);
      if (!Number.isFinite(distance)) continue;
      const kind = kindOf[block] as number;
      sums[kind] = (sums[kind] as number) + distance;
      counts[kind] = (counts[kind] as number) + 1;
    }
    for (const kind of sums.keys()) into[at + kind] = (sums[kind] as number) / (counts[kind] as number);
  });
  return { kinds, means };
}
