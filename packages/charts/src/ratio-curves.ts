import * as Plot from '@observablehq/plot';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import type { ChartTable } from './chart-table.ts';
import { colourLegend } from './colour-legend.ts';
import { type Deviation, deviationSeries } from './deviation-series.ts';
import { distinctNames } from './distinct-names.ts';
import { downsample } from './downsample.ts';
import { numberText } from './number-text.ts';
import { runColour } from './palette.ts';
import { logAxisY, panelNames, plot, stepAxis } from './plot.ts';
import { type RunRatios, ratioKinds } from './run-ratios.ts';

/** Mean |r_l − 1| over the blocks of each kind against the step: one panel for each kind, one line for each run. */
export function ratioCurves(runs: readonly RunRatios[], options: ChartOptions): HTMLElement {
  const { scale = 'log' } = options;
  const names = distinctNames(runs.map(({ name }) => name));
  const series = runs.map(deviationSeries);
  const points = series
    .flat()
    .filter(({ deviation }) => Number.isFinite(deviation) && (scale === 'linear' || deviation > 0));
  const kinds = ratioKinds.filter((kind) => points.some((point) => point.kind === kind));
  const extent = points.reduce<[number, number]>(
    ([low, high], { deviation }) => [Math.min(low, deviation), Math.max(high, deviation)],
    [Number.POSITIVE_INFINITY, 0],
  );
  const draw = (width: number): Element | null => {
    if (points.length === 0) return null;
    return plot(options, width, {
      height: 60 + 150 * kinds.length,
      x: stepAxis,
      y: {
        label: scale === 'log' ? 'mean |r − 1|, logarithmic' : 'mean |r − 1|',
        type: scale,
        grid: scale === 'linear',
        ...(scale === 'linear' ? { zero: true } : {}),
      },
      fy: { domain: kinds, axis: null, padding: 0.2 },
      marks: [
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.25 }),
        ...(scale === 'log' ? logAxisY(extent, 5) : []),
        panelNames(kinds),
        ...series.flatMap((line, run) =>
          kinds.map((kind) =>
            Plot.lineY(
              downsample(
                line.filter((point) => point.kind === kind),
                ({ deviation }) => deviation,
                width,
              ),
              {
                x: 'step',
                y: ({ deviation }: { deviation: number }) => (Number.isFinite(deviation) ? deviation : null),
                fy: 'kind',
                stroke: runColour(run),
                strokeWidth: 1.75,
                ...(options.interactive
                  ? {
                      tip: true,
                      title: (point: Deviation) =>
                        `${names[run]}, step ${point.step}, ${kind}: ${numberText(point.deviation, 6)}`,
                    }
                  : {}),
              },
            ),
          ),
        ),
      ],
    });
  };
  return chartFigure(options, {
    title: 'Distance from norm preservation',
    label: `Mean distance of the norm ratio from 1 by training step, for ${kinds.join(' and ')} blocks: ${names.join(', ')}`,
    caption:
      'Mean |r_l − 1| over the blocks of one kind, where r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖: 0 is a net that keeps the norm of the gradient exactly.',
    legend: colourLegend(
      options.document,
      names.map((name, run) => [name, runColour(run)] as const),
    ),
    draw,
  });
}

/** What {@link ratioCurves} draws, every recorded step. */
export function deviationTable(runs: readonly RunRatios[]): ChartTable {
  const names = distinctNames(runs.map(({ name }) => name));
  return {
    head: ['run', 'step', 'kind', 'mean |r - 1|'],
    rows: runs.flatMap((ratios, run) =>
      deviationSeries(ratios).map(({ step, kind, deviation }) => [names[run] as string, step, kind, deviation]),
    ),
  };
}
