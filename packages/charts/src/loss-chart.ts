import type { ChartOptions } from './chart-options.ts';
import type { ChartTable } from './chart-table.ts';
import { type LearningQuantity, learningCurve, learningTable } from './learning-curve.ts';
import type { NamedRun } from './named-run.ts';

const loss: LearningQuantity = {
  title: 'Loss',
  label: 'cross-entropy (nats)',
  caption:
    'Cross-entropy E = −log p(true class), averaged over the batch: each step faint, the average of the latest twentieth of the steps solid, validation as points.',
  training: ({ loss }) => loss,
  validation: ({ loss }) => loss,
  scale: { zero: true },
  logarithmicIfWide: true,
};

/** The cross-entropy of every training step and every validation, all runs in one picture. */
export function lossChart(runs: readonly NamedRun[], options: ChartOptions): HTMLElement {
  return learningCurve(runs, options, loss);
}

/** What {@link lossChart} draws, every record. */
export const lossTable = (runs: readonly NamedRun[]): ChartTable => learningTable(runs, loss);
