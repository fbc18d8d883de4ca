import type { ChartOptions } from './chart-options.ts';
import { learningCurve } from './learning-curve.ts';
import type { NamedRun } from './named-run.ts';

/** The accuracy of every training step and every validation, all runs in one picture. */
export function accuracyChart(runs: readonly NamedRun[], options: ChartOptions): HTMLElement {
  return learningCurve(runs, options, {
    title: 'Accuracy',
    label: 'accuracy (%)',
    caption:
      'Share of the images whose most probable class is the true one: each training batch faint, the average of the latest twentieth of the steps solid, validation as points.',
    training: ({ accuracy }) => accuracy,
    validation: ({ accuracy }) => accuracy,
    scale: { zero: true, percent: true },
    logarithmicIfWide: false,
  });
}
