import * as Plot from '@observablehq/plot';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import type { ChartTable } from './chart-table.ts';
import { colourLegend } from './colour-legend.ts';
import { distinctNames } from './distinct-names.ts';
import { downsample } from './downsample.ts';
import type { NamedRun } from './named-run.ts';
import { normRecords, type RecordNorms, recordAt } from './norm-records.ts';
import { numberText } from './number-text.ts';
import { runColour } from './palette.ts';
import { axisY, plot } from './plot.ts';

export interface NormProfileOptions extends ChartOptions {
  /** Shows each run at its last record at or before this step, instead of at its first and its last. */
  readonly step?: number;
}

/**
 * ‖∂E/∂x_l‖ against depth at the first (dashed) and the last (solid) recorded step of each run, or at one step; dots are transitions.
 */
export function normProfile(runs: readonly NamedRun[], options: NormProfileOptions): HTMLElement {
  const { scale = 'log', step } = options;
  const names = distinctNames(runs.map(({ name }) => name));
  const profiles = profilesOf(runs, step).map((profile) => ({ ...profile, taps: tapsOf(profile.record, scale) }));
  const extent = profiles
    .flatMap(({ taps }) => taps)
    .reduce<[number, number]>(
      ([low, high], { norm }) => (Number.isFinite(norm) ? [Math.min(low, norm), Math.max(high, norm)] : [low, high]),
      [Number.POSITIVE_INFINITY, 0],
    );
  const draw = (width: number): Element | null => {
    if (extent[1] === 0) return null;
    return plot(options, width, {
      x: { label: 'block boundary l, input at the left' },
      y: { label: scale === 'log' ? '‖∂E/∂x‖, logarithmic' : '‖∂E/∂x‖', type: scale, zero: scale === 'linear' },
      marks: [
        ...axisY(scale, extent, 6),
        ...profiles.flatMap(({ run, isLast, taps }) => [
          Plot.lineY(
            downsample(taps, ({ norm }) => norm, width),
            {
              x: 'depth',
              y: 'norm',
              stroke: runColour(run),
              strokeWidth: 1.75,
              ...(isLast ? {} : { strokeDasharray: '5 4' }),
              ...(options.interactive
                ? { tip: true, title: ({ site, norm }: Tap) => `${names[run]}, ${site}: ${numberText(norm, 6)}` }
                : {}),
            },
          ),
          Plot.dot(
            taps.filter(({ kind, norm }) => kind === 'transition' && Number.isFinite(norm)),
            {
              x: 'depth',
              y: 'norm',
              r: 3.5,
              fill: runColour(run),
              title: ({ site }: { site: string }) => `transition ${site}`,
            },
          ),
        ]),
      ],
    });
  };
  const when = step === undefined ? 'at the first (dashed) and last (solid) recorded step' : 'at one recorded step';
  return chartFigure(options, {
    title: 'Gradient norm along the net',
    label: `Norm of the gradient at each block boundary at ${step === undefined ? 'the first and the last recorded step' : `step ${step}`}: ${names.join(', ')}`,
    caption: `‖∂E/∂x_l‖₂ over the whole batch at every block boundary l, ${when}${stepRange(profiles)}: level where blocks keep the norm; dots mark where transitions end.`,
    legend: colourLegend(
      options.document,
      names.map((name, run) => [name, runColour(run)] as const),
    ),
    draw,
  });
}

/** What {@link normProfile} draws. */
export function profileTable(runs: readonly NamedRun[], { step }: Pick<NormProfileOptions, 'step'> = {}): ChartTable {
  const names = distinctNames(runs.map(({ name }) => name));
  return {
    head: ['run', 'step', 'boundary', 'site', 'kind', 'gradient norm'],
    rows: profilesOf(runs, step).flatMap(({ run, record }) =>
      record.sites.map((site, depth) => [
        names[run] as string,
        record.step,
        depth,
        site,
        record.kinds[depth] ?? '',
        record.gradient[depth] ?? Number.NaN,
      ]),
    ),
  };
}

interface Profile {
  readonly run: number;
  readonly isLast: boolean;
  readonly step: number;
  readonly record: RecordNorms;
}

function profilesOf(runs: readonly NamedRun[], step: number | undefined): Profile[] {
  return runs.flatMap(({ run: { norms } }, run) => {
    const { steps, at } = normRecords(norms);
    const profile = (index: number, isLast: boolean): Profile[] => {
      if (index < 0) return [];
      const record = at(index);
      return [{ run, isLast, step: record.step, record }];
    };
    if (step !== undefined) return profile(recordAt(steps, step), true);
    const drawable = (index: number) => Array.prototype.some.call(at(index).gradient, isDrawable);
    const first = steps.findIndex((_, index) => drawable(index));
    const last = steps.findLastIndex((_, index) => drawable(index));
    return first === last ? profile(last, true) : [...profile(first, false), ...profile(last, true)];
  });
}

const isDrawable = (norm: number): boolean => Number.isFinite(norm) && norm > 0;

interface Tap {
  readonly site: string;
  readonly depth: number;
  readonly kind: string | undefined;
  /** NaN where it cannot be drawn. */
  readonly norm: number;
}

const tapsOf = ({ sites, kinds, gradient }: RecordNorms, scale: 'log' | 'linear'): Tap[] =>
  sites.map((site, depth) => {
    const norm = gradient[depth] ?? Number.NaN;
    const drawn = isDrawable(norm) || (scale === 'linear' && norm === 0);
    return { site, depth, kind: kinds[depth], norm: drawn ? norm : Number.NaN };
  });

function stepRange(profiles: readonly Profile[]): string {
  const list = (isLast: boolean) =>
    [...new Set(profiles.filter((one) => one.isLast === isLast).map(({ step }) => step))].join(', ');
  return profiles.length === 0 ? '' : ` (step ${[list(false), list(true)].filter(Boolean).join(' and ')})`;
}
