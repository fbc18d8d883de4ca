import { numberText, percentText, type RunRatios, ratioAt as ratioOf } from '@procrustes/charts';
import type { NormTable } from '@procrustes/runs';
import { recordAt } from '../steps/record-at.ts';
import type { ViewedRun } from '../viewed-run.ts';
import { blockAt, ratioAt } from './block-at.ts';

const digits = 4;

/** The extreme ratios of a run at the last record until `step`; null asks for the newest. */
export function ratioReadout(norms: NormTable, step: number | null): string {
  return atRecord(norms, step, (record) => {
    const found = extremes(norms.sites, (site) => (norms.kinds[site] === 'stem' ? null : ratioAt(norms, record, site)));
    return found === null ? 'no ratio is finite' : `r from ${found}`;
  });
}

/** The ratio of a row of a heatmap; where the row stands for several blocks, the one farthest from 1. */
export function cellReadout(
  ratios: RunRatios,
  { first, last }: { first: number; last: number },
  step: number | null,
): string {
  const record = recordAt(ratios.steps, step);
  if (record < 0) return 'nothing recorded yet';
  let farthest = first;
  for (let block = first; block <= last; block += 1) {
    if (!(distance(ratioOf(ratios, record, block)) <= distance(ratioOf(ratios, record, farthest)))) farthest = block;
  }
  const of = first === last ? '' : `, farthest from 1 of blocks ${first + 1} to ${last + 1}`;
  return `step ${ratios.steps[record]}, ${ratios.blocks[farthest]?.site}: r = ${numberText(ratioOf(ratios, record, farthest), digits)}${of}`;
}

const distance = (ratio: number): number => Math.abs(Math.log(ratio));

/** The extreme gradient norms of a run. */
export function profileReadout(runs: readonly ViewedRun[], step: number | null): string {
  return ofRuns(runs, ({ norms }) => {
    const record = recordAt(norms.steps, step);
    if (record < 0) return null;
    const found = extremes(norms.sites, (site) => blockAt(norms, record, site).gradient);
    return `step ${norms.steps[record]}, ‖∂E/∂x‖ ${found === null ? 'not finite' : `from ${found}`}`;
  });
}

/** Mean |r − 1| by kind of block, of every run. */
export function deviationReadout(runs: readonly ViewedRun[], step: number | null): string {
  return ofRuns(runs, ({ norms }) => {
    const record = recordAt(norms.steps, step);
    if (record < 0) return null;
    const totals = new Map<string, { sum: number; count: number }>();
    for (const [site, kind] of norms.kinds.entries()) {
      const ratio = ratioAt(norms, record, site);
      if (kind === 'stem' || ratio === null || !Number.isFinite(ratio)) continue;
      const { sum, count } = totals.get(kind) ?? { sum: 0, count: 0 };
      totals.set(kind, { sum: sum + Math.abs(ratio - 1), count: count + 1 });
    }
    const means = [...totals].map(([kind, { sum, count }]) => `${kind} ${numberText(sum / count, digits)}`);
    return `step ${norms.steps[record]}, mean |r − 1| ${means.join(', ') || 'not finite'}`;
  });
}

/** Loss or accuracy of every run, in training and in the last validation. */
export function learningReadout(
  runs: readonly ViewedRun[],
  quantity: 'loss' | 'accuracy',
  step: number | null,
): string {
  const text = quantity === 'loss' ? (value: number) => numberText(value, digits) : percentText;
  return ofRuns(runs, ({ metrics, validation }) => {
    const trained = lastAt(metrics, step);
    const validated = lastAt(validation, step);
    const parts = [
      ...(trained ? [`step ${trained.step} ${text(trained[quantity])}`] : []),
      ...(validated ? [`validation at step ${validated.step} ${text(validated[quantity])}`] : []),
    ];
    return parts.length === 0 ? null : parts.join(', ');
  });
}

/** Ratio and norms of one block. */
export function blockReadout(norms: NormTable, site: number, step: number | null): string {
  return atRecord(norms, step, (record) => {
    const { ratio, gradient, activation } = blockAt(norms, record, site);
    return [
      ...(ratio === null ? [] : [`r = ${numberText(ratio, digits)}`]),
      `‖∂E/∂x‖ = ${numberText(gradient, digits)}`,
      ...(activation === null ? [] : [`‖x‖ = ${numberText(activation, digits)}`]),
    ].join(', ');
  });
}

/** Smallest and largest singular values before and after the last projection of each parameter. */
export function spectrumReadout(projections: ViewedRun['projections'], step: number | null): string {
  const record = lastAt(projections, step);
  if (record === undefined) return 'not projected yet';
  const parts = record.receipts.map(({ parameter, before, after }) => {
    const range = ({ min, max }: typeof before) => `${numberText(min, digits)} to ${numberText(max, digits)}`;
    return `${parameter} σ ${range(before)} before, ${range(after)} after`;
  });
  return `step ${record.step}: ${parts.join('; ')}`;
}

const lastAt = <T extends { readonly step: number }>(records: readonly T[], step: number | null): T | undefined =>
  records[recordAt(records, step, (record) => record.step)];

function atRecord({ steps }: NormTable, step: number | null, text: (record: number) => string): string {
  const record = recordAt(steps, step);
  return record < 0 ? 'nothing recorded yet' : `step ${steps[record]}: ${text(record)}`;
}

/** Of one run its text alone, of several each with its name. */
function ofRuns(runs: readonly ViewedRun[], text: (run: ViewedRun) => string | null): string {
  const parts = runs.flatMap((run) => {
    const found = text(run);
    return found === null ? [] : [runs.length === 1 ? found : `${run.name}: ${found}`];
  });
  return parts.join('; ');
}

/** The smallest and the largest finite value with their sites; null where none is finite. */
function extremes(sites: readonly string[], valueAt: (site: number) => number | null): string | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [lowest, highest] = [-1, -1];
  for (const site of sites.keys()) {
    const value = valueAt(site);
    if (value === null || !Number.isFinite(value)) continue;
    if (value < low) [low, lowest] = [value, site];
    if (value > high) [high, highest] = [value, site];
  }
  if (lowest < 0) return null;
  return `${numberText(low, digits)} (${sites[lowest]}) to ${numberText(high, digits)} (${sites[highest]})`;
}
