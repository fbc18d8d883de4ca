import { type ChartOptions, seriesChart } from '@procrustes/charts';
import type { ProbedRun } from './probed-runs.ts';

/** Points of a training curve: each the mean over as many steps. */
const windows = 60;

/** Training loss and validation accuracy of some runs against the step. */
export function learningPictures(
  runs: readonly Pick<ProbedRun, 'name' | 'metrics' | 'validation'>[],
  size: ChartOptions,
): HTMLElement[] {
  return [
    seriesChart(
      runs.map(({ name, metrics }) => ({
        name,
        points: meansOf(metrics.map(({ step, loss }) => ({ x: step, y: loss }))),
      })),
      {
        ...size,
        title: 'Training loss',
        caption: 'Cross-entropy E = −log p(true class) of the training batches, each point the mean over some steps.',
        xLabel: 'step',
        yLabel: 'cross-entropy (nats)',
      },
    ),
    seriesChart(
      runs.map(({ name, validation }) => ({
        name,
        points: validation.map(({ step, accuracy }) => ({ x: step, y: accuracy })),
      })),
      {
        ...size,
        title: 'Validation accuracy',
        caption: 'Share of the held-out images that are classified rightly, with running statistics.',
        xLabel: 'step',
        yLabel: 'accuracy',
      },
    ),
  ];
}

function meansOf(points: readonly { readonly x: number; readonly y: number }[]) {
  const length = Math.max(1, Math.ceil(points.length / windows));
  const starts = Array.from({ length: Math.ceil(points.length / length) }, (_, window) => window * length);
  return starts.map((start) => {
    const part = points.slice(start, start + length);
    return { x: part.at(-1)?.x ?? 0, y: part.reduce((sum, { y }) => sum + y, 0) / part.length };
  });
}
