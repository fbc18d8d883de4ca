import * as Plot from '@observablehq/plot';
import type { NormsRecord } from '@procrustes/runs';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import { colourLegend } from './colour-legend.ts';
import { distinctNames } from './distinct-names.ts';
import { downsample } from './downsample.ts';
import type { NamedRun } from './named-run.ts';
import { runColour } from './palette.ts';
import { logAxisY, plot } from './plot.ts';

/** ‖∂E/∂x_l‖ against depth at the first (dashed) and the last (solid) recorded step of each run; dots are transitions. */
export function normProfile(runs: readonly NamedRun[], options: ChartOptions): HTMLElement {
  const names = distinctNames(runs.map(({ name }) => name));
  const profiles = runs.flatMap(({ run }, index) => {
    const drawable = run.norms.filter(({ gradient }) => gradient.some(isDrawable));
    const [first, last] = [drawable.at(0), drawable.at(-1)];
    if (first === undefined || last === undefined) return [];
    const profile = (record: NormsRecord, isLast: boolean) => ({
      run: index,
      isLast,
      step: record.step,
      taps: profileOf(record),
    });
    return first === last ? [profile(last, true)] : [profile(first, false), profile(last, true)];
  });
  const extent = profiles
    .flatMap(({ taps }) => taps)
    .reduce<[number, number]>(
      ([low, high], { norm }) => (isDrawable(norm) ? [Math.min(low, norm), Math.max(high, norm)] : [low, high]),
      [Number.POSITIVE_INFINITY, 0],
    );
  const draw = (width: number): Element | null => {
    if (profiles.length === 0) return null;
    return plot(options, width, {
      x: { label: 'block boundary l, input at the left' },
      y: { label: '‖∂E/∂x‖, logarithmic', type: 'log' },
      marks: [
        ...logAxisY(extent, 6),
        ...profiles.flatMap(({ run, isLast, taps }) => [
          Plot.lineY(
            downsample(taps, ({ norm }) => norm, width),
            {
              x: 'depth',
              y: 'norm',
              stroke: runColour(run),
              strokeWidth: 1.75,
              tip: options.interactive ?? false,
              ...(isLast ? {} : { strokeDasharray: '5 4' }),
            },
          ),
          Plot.dot(
            taps.filter(({ kind, norm }) => kind === 'transition' && isDrawable(norm)),
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
  return chartFigure(options, {
    title: 'Gradient norm along the net',
    label: `Norm of the gradient at each block boundary at the first and the last recorded step: ${names.join(', ')}`,
    caption: `‖∂E/∂x_l‖₂ over the whole batch at every block boundary l, at the first (dashed) and last (solid) recorded step${stepRange(profiles)}: level where blocks keep the norm; dots mark where transitions end.`,
    legend: colourLegend(
      options.document,
      names.map((name, run) => [name, runColour(run)] as const),
    ),
    draw,
  });
}

const isDrawable = (norm: number): boolean => Number.isFinite(norm) && norm > 0;

const profileOf = ({ sites, kinds, gradient }: NormsRecord) =>
  sites.map((site, depth) => {
    const norm = gradient[depth] ?? Number.NaN;
    return { site, depth, kind: kinds[depth], norm: isDrawable(norm) ? norm : Number.NaN };
  });

function stepRange(profiles: readonly { isLast: boolean; step: number }[]): string {
  const list = (isLast: boolean) =>
    [...new Set(profiles.filter((one) => one.isLast === isLast).map(({ step }) => step))].join(', ');
  return profiles.length === 0 ? '' : ` (step ${[list(false), list(true)].filter(Boolean).join(' and ')})`;
}
