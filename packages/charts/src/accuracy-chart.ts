import type { ChartOptions } from './chart-options.ts';
import type { ChartTable } from './chart-table.ts';
import { type LearningQuantity, learningCurve, learningTable } from './learning-curve.ts';
import type { NamedRun } from './named-run.ts';

const accuracy: LearningQuantity = {
  title: 'Accuracy',
  label: 'accuracy (%)',
  caption:
    'Share of the images whose most probable class is the true one: each training batch faint, the average of the latest twentieth of the steps solid, validation as points.',
  training: ({ accuracy }) => accuracy,
  validation: ({ accuracy }) => accuracy,
  scale: { zero: true, percent: true },
  logarithmicIfWide: false,
};

/** The accuracy of every training step and every validation, all runs in one picture. */
export function accuracyChart(runs: readonly NamedRun[], options: ChartOptions): HTMLElement {
  return learningCurve(runs, options, accuracy);
}

/** What {@link accuracyChart} draws, every record. */
export const accuracyTable = (runs: readonly NamedRun[]): ChartTable => learningTable(runs, accuracy);
