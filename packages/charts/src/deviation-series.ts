import { type BlockRatio, meanDeviation } from '@procrustes/probes';
import { type RatioKind, type RunRatios, ratioAt } from './run-ratios.ts';

/** Mean |r_l − 1| over the blocks of one kind at one step. */
export interface Deviation {
  readonly step: number;
  readonly kind: RatioKind;
  /** NaN where no ratio is finite. */
  readonly deviation: number;
}

/** The mean distance from norm preservation by kind at every recorded step, over the ratios that are finite. */
export function deviationSeries(ratios: RunRatios): Deviation[] {
  const kinds = [...new Set(ratios.blocks.map(({ kind }) => kind))];
  return ratios.steps.flatMap((step, index) => {
    const finite: BlockRatio[] = [];
    for (const [position, { site, kind }] of ratios.blocks.entries()) {
      const ratio = ratioAt(ratios, index, position);
      if (Number.isFinite(ratio)) finite.push({ site, kind, ratio });
    }
    const means = meanDeviation(finite);
    return kinds.map((kind) => ({ step, kind, deviation: means[kind] ?? Number.NaN }));
  });
}
