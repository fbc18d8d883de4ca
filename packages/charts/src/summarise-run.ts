import { deviationSeries } from './deviation-series.ts';
import type { ChartedRun } from './named-run.ts';
import { ratioExtent } from './ratio-extent.ts';
import { ratiosOfNorms } from './ratios-of-norms.ts';
import type { RatioKind } from './run-ratios.ts';

/** A run in a few numbers: what the trainer's last table and the report's first one say. */
export interface RunSummary {
  /** Steps recorded in metrics.jsonl. */
  readonly steps: number;
  /** Mean |r_l − 1| by kind of block, averaged over the recorded steps; NaN where no ratio was finite. */
  readonly deviation: Partial<Record<RatioKind, number>>;
  /** Ratios that were not finite and are left out of `deviation`. */
  readonly ratiosLeftOut: number;
  /** Mean training loss of the last {@link finalSteps} steps; not finite for a run that diverged, null without any step. */
  readonly loss: number | null;
  /** Of the last validation, in [0, 1]; null where there was none. */
  readonly validationAccuracy: number | null;
  readonly validationLoss: number | null;
  /** Spent in training steps. */
  readonly seconds: number;
  /** The first step with a loss that is not finite, null where there is none. */
  readonly divergedAt: number | null;
}

/** Steps over which {@link RunSummary.loss} is averaged: the loss of a single small batch says little. */
export const finalSteps = 10;

/**
 * The headline numbers of a run.
 *
 * @example
 * const { deviation, validationAccuracy } = summariseRun(await readRun(store));
 */
export function summariseRun(run: Pick<ChartedRun, 'metrics' | 'validation' | 'norms'>): RunSummary {
  const ratios = ratiosOfNorms('this run', run.norms);
  const final = run.metrics.slice(-finalSteps);
  const validation = run.validation.at(-1);
  return {
    steps: run.metrics.length,
    deviation: meanOverSteps(deviationSeries(ratios)),
    ratiosLeftOut: ratioExtent(ratios).notFinite,
    loss: final.length === 0 ? null : mean(final.map(({ loss }) => loss)),
    validationAccuracy: validation?.accuracy ?? null,
    validationLoss: validation?.loss ?? null,
    seconds: run.metrics.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000,
    divergedAt: run.metrics.find(({ loss }) => !Number.isFinite(loss))?.step ?? null,
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function meanOverSteps(series: ReturnType<typeof deviationSeries>): RunSummary['deviation'] {
  const kinds = [...new Set(series.map(({ kind }) => kind))];
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      mean(
        series.filter((one) => one.kind === kind && Number.isFinite(one.deviation)).map(({ deviation }) => deviation),
      ),
    ]),
  );
}
