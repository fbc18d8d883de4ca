import * as Plot from '@observablehq/plot';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import { colourLegend } from './colour-legend.ts';
import { runColour } from './palette.ts';
import { logAxisX, logAxisY, plot } from './plot.ts';

/** A point of a {@link Series}, in the units of its axes. */
export interface SeriesPoint {
  readonly x: number;
  readonly y: number;
  /** Half of the bar around y, a standard deviation say; none unless told. */
  readonly spread?: number;
}

/** A line of the chart. */
export interface Series {
  readonly name: string;
  readonly points: readonly SeriesPoint[];
  /** For what was not measured, a bound say. False unless told. */
  readonly dashed?: boolean;
  /** The place of its colour in the palette; its place in the list unless told. */
  readonly colour?: number;
}

export interface SeriesChartOptions extends ChartOptions {
  readonly title: string;
  /** One sentence that explains the quantity, indices as `r_l`. */
  readonly caption: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Linear unless told. */
  readonly xScale?: 'log' | 'linear';
  readonly yScale?: 'log' | 'linear';
}

/** Quantities against one another, a line each, with a dot for each measurement and a bar of its spread. */
export function seriesChart(series: readonly Series[], options: SeriesChartOptions): HTMLElement {
  const { title, caption, xLabel, yLabel, xScale = 'linear', yScale = 'linear' } = options;
  const drawable = ({ x, y }: SeriesPoint) =>
    Number.isFinite(x) && Number.isFinite(y) && (xScale === 'linear' || x > 0) && (yScale === 'linear' || y > 0);
  const lines = series.map((line, index) => ({
    ...line,
    points: line.points.filter(drawable),
    stroke: runColour(line.colour ?? index),
  }));
  const points = lines.flatMap((line) => line.points);
  const extent = (value: (point: SeriesPoint) => number): [number, number] => [
    points.reduce((least, point) => Math.min(least, value(point)), Number.POSITIVE_INFINITY),
    points.reduce((most, point) => Math.max(most, value(point)), Number.NEGATIVE_INFINITY),
  ];
  const draw = (width: number): Element | null => {
    if (points.length === 0) return null;
    return plot(options, width, {
      x: { label: xScale === 'log' ? `${xLabel}, logarithmic` : xLabel, type: xScale },
      y: { label: yScale === 'log' ? `${yLabel}, logarithmic` : yLabel, type: yScale, grid: yScale === 'linear' },
      marks: [
        ...(xScale === 'log'
          ? [
              logAxisX(
                extent(({ x }) => x),
                6,
              ),
            ]
          : []),
        ...(yScale === 'log'
          ? logAxisY(
              extent(({ y }) => y),
              6,
            )
          : []),
        ...lines.flatMap(({ points: own, dashed = false, stroke }) => [
          Plot.lineY(own, { x: 'x', y: 'y', stroke, strokeWidth: 1.75, ...(dashed ? { strokeDasharray: '5 4' } : {}) }),
          Plot.ruleX(
            own.filter(({ spread }) => spread !== undefined),
            {
              x: 'x',
              // A bar that would leave a logarithmic axis ends where its dot is.
              y1: ({ y, spread = 0 }: SeriesPoint) => (yScale === 'log' && y <= spread ? y : y - spread),
              y2: ({ y, spread = 0 }: SeriesPoint) => y + spread,
              stroke,
            },
          ),
          ...(dashed
            ? []
            : [Plot.dot(own, { x: 'x', y: 'y', r: 2.5, fill: stroke, tip: options.interactive ?? false })]),
        ]),
      ],
    });
  };
  return chartFigure(options, {
    title,
    label: `${title}: ${yLabel} against ${xLabel} for ${series.map(({ name }) => name).join(', ')}`,
    caption,
    legend: colourLegend(
      options.document,
      lines.map(({ name, stroke }) => [name, stroke] as const),
    ),
    draw,
  });
}
