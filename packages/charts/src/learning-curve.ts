import * as Plot from '@observablehq/plot';
import type { MetricsRecord, ValidationRecord } from '@procrustes/runs';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import type { ChartTable } from './chart-table.ts';
import { colourLegend } from './colour-legend.ts';
import { distinctNames } from './distinct-names.ts';
import { downsample } from './downsample.ts';
import { movingAverage } from './moving-average.ts';
import type { NamedRun } from './named-run.ts';
import { numberText } from './number-text.ts';
import { runColour } from './palette.ts';
import { baseline, logAxisY, plot, stepAxis } from './plot.ts';

/** What a learning curve shows of each record. */
export interface LearningQuantity {
  readonly title: string;
  readonly label: string;
  readonly caption: string;
  readonly training: (record: MetricsRecord) => number;
  readonly validation: (record: ValidationRecord) => number;
  readonly scale: Plot.ScaleOptions;
  /** Draws on a logarithmic axis where the values differ by more than a thousand times. */
  readonly logarithmicIfWide: boolean;
}

const symbols = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wye', 'hexagon'] as const;

/** Training values of every step (faint), their moving average, and validation points, one colour and symbol for each run. */
export function learningCurve(
  runs: readonly NamedRun[],
  options: ChartOptions,
  quantity: LearningQuantity,
): HTMLElement {
  const names = distinctNames(runs.map(({ name }) => name));
  const lines = runs.map(({ run }) => trainingLine(run.metrics, quantity));
  const points = runs.map(({ run }) =>
    run.validation.map((record) => ({ step: record.step, value: quantity.validation(record) })).filter(drawable),
  );
  const values = [...lines.flat(), ...points.flat()].filter(drawable).map(({ value }) => value);
  const [low, high] = positiveExtent(values);
  const logarithmic =
    options.scale === undefined ? quantity.logarithmicIfWide && high / low > 1000 : options.scale === 'log';
  const shown = (value: number): boolean => Number.isFinite(value) && (!logarithmic || value > 0);
  const draw = (width: number): Element | null => {
    if (!values.some(shown)) return null;
    return plot(options, width, {
      x: stepAxis,
      y: {
        label: logarithmic ? `${quantity.label}, logarithmic` : quantity.label,
        ...(logarithmic ? { type: 'log' } : { grid: true, ...quantity.scale }),
      },
      marks: [
        ...(logarithmic ? logAxisY([low, high], 6) : [baseline([0])]),
        ...lines.map((line, run) =>
          Plot.lineY(thin(line, width, 'value'), {
            x: 'step',
            y: ({ value }: Point) => (shown(value) ? value : Number.NaN),
            stroke: runColour(run),
            strokeOpacity: 0.28,
            strokeWidth: 1,
          }),
        ),
        ...lines.map((line, run) =>
          Plot.lineY(thin(line, width, 'average'), {
            x: 'step',
            y: ({ average }: Point) => (shown(average) ? average : Number.NaN),
            stroke: runColour(run),
            strokeWidth: 2,
            ...(options.interactive
              ? {
                  tip: true,
                  title: ({ step, value, average }: Point) =>
                    `${names[run]}, step ${step}: ${numberText(value, 6)}, on average ${numberText(average, 6)}`,
                }
              : {}),
          }),
        ),
        ...points.map((point, run) =>
          Plot.dot(
            point.filter(({ value }) => shown(value)),
            {
              x: 'step',
              y: 'value',
              symbol: symbols[run % symbols.length] as (typeof symbols)[number],
              r: 5,
              fill: runColour(run),
              stroke: 'var(--chart-page, #ffffff)',
              strokeWidth: 1.5,
              ...(options.interactive
                ? {
                    tip: true,
                    title: ({ step, value }: { step: number; value: number }) =>
                      `${names[run]}, validation at step ${step}: ${numberText(value, 6)}`,
                  }
                : {}),
            },
          ),
        ),
        ...lines.flatMap((line, run) => endMark(line, runColour(run), run)),
      ],
    });
  };
  return chartFigure(options, {
    title: quantity.title,
    label: `${quantity.title} by training step: ${names.join(', ')}`,
    caption: quantity.caption,
    legend: colourLegend(
      options.document,
      names.map((name, run) => [name, runColour(run)] as const),
    ),
    draw,
  });
}

interface Point {
  readonly step: number;
  readonly value: number;
  readonly average: number;
}

function trainingLine(metrics: readonly MetricsRecord[], { training }: LearningQuantity): Point[] {
  // An infinite value would stretch the axis to infinity: a gap, as any value that is not finite.
  const values = metrics.map(training).map((value) => (Number.isFinite(value) ? value : Number.NaN));
  const averages = movingAverage(values, Math.max(1, Math.round(values.length / 20)));
  return metrics.map(({ step }, index) => ({
    step,
    value: values[index] as number,
    average: averages[index] as number,
  }));
}

const drawable = ({ value }: { value: number }): boolean => Number.isFinite(value);

const thin = (line: readonly Point[], width: number, channel: 'value' | 'average'): readonly Point[] =>
  downsample(line, (point) => point[channel], width);

/** The extent of the values above zero. */
function positiveExtent(values: readonly number[]): [number, number] {
  const positive = values.filter((value) => value > 0);
  const extreme = (choose: (a: number, b: number) => number) =>
    positive.reduce((found, value) => choose(found, value), positive[0] ?? 1);
  return [extreme(Math.min), extreme(Math.max)];
}

/** Where a run left the finite numbers: a line that just stops would look like a run that was cut short. */
function endMark(line: readonly Point[], colour: string, run: number): Plot.Markish[] {
  const end = line.find((point) => !drawable(point));
  if (end === undefined) return [];
  const early = line.indexOf(end) < line.length / 2;
  return [
    Plot.ruleX([end.step], { stroke: colour, strokeDasharray: '3 3' }),
    Plot.text([`not finite at step ${end.step}`], {
      x: [end.step],
      frameAnchor: 'bottom',
      textAnchor: early ? 'start' : 'end',
      dx: early ? 5 : -5,
      dy: -8 - 15 * run,
      fill: colour,
      stroke: 'var(--chart-page, #ffffff)',
      strokeWidth: 4,
    }),
  ];
}

/** What a learning curve draws, every record. */
export function learningTable(
  runs: readonly NamedRun[],
  { title, training, validation }: Pick<LearningQuantity, 'title' | 'training' | 'validation'>,
): ChartTable {
  const names = distinctNames(runs.map(({ name }) => name));
  return {
    head: ['run', 'images', 'step', 'epoch', title.toLowerCase()],
    rows: runs.flatMap(({ run }, index) => {
      const name = names[index] as string;
      return [
        ...run.metrics.map((record) => [name, 'training', record.step, record.epoch, training(record)]),
        ...run.validation.map((record) => [name, 'validation', record.step, record.epoch, validation(record)]),
      ];
    }),
  };
}
