import * as Plot from '@observablehq/plot';
import type { ProjectionReceipt } from '@procrustes/runs';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import type { ChartTable } from './chart-table.ts';
import type { ChartedRun } from './named-run.ts';
import { numberText, percentText } from './number-text.ts';
import { panelNames, plot } from './plot.ts';
import { spectrumColours } from './spectra-curves.ts';

export interface SpectrumHistogramOptions extends ChartOptions {
  /** Shows the last projection at or before this step, the first where all come later; the last of all unless told. */
  readonly step?: number;
}

/** How the singular values of a parameter lay around the target before a projection, and how after it: one panel each. */
export function spectrumHistogram(
  run: Pick<ChartedRun, 'projections'>,
  parameter: string,
  options: SpectrumHistogramOptions,
): HTMLElement {
  const projection = projectionAt(run, parameter, options.step);
  const bars = projection === null ? [] : barsOf(projection.receipt);
  const panels = (['before', 'after'] as const).filter((when) => bars.some((bar) => bar.when === when));
  const draw = (width: number): Element | null => {
    if (bars.length === 0) return null;
    return plot(options, width, {
      height: 60 + 110 * panels.length,
      x: {
        label: 'σ / target',
        domain: [-0.05, 2.05],
        ticks: [0, 0.5, 1, 1.5, 2],
        tickFormat: (share: number) => (share === 2 ? '≥ 2' : String(share)),
      },
      y: { label: 'share of the singular values (%)', percent: true, grid: true, ticks: 4, zero: true },
      fy: { domain: panels, axis: null, padding: 0.22 },
      marks: [
        panelNames(panels),
        ...panels.map((when) =>
          Plot.rectY(
            bars.filter((bar) => bar.when === when && bar.count > 0),
            {
              x1: ({ share }: Bar) => share - 0.04,
              x2: ({ share }: Bar) => share + 0.04,
              y: 'part',
              fy: () => when,
              fill: spectrumColours[when],
              title: ({ share, count, part }: Bar) =>
                `${when}, near ${share.toFixed(1)} of the target: ${numberText(count)} (${percentText(part)})`,
            },
          ),
        ),
        Plot.ruleX([1], { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '3 3' }),
        Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      ],
    });
  };
  const when = projection === null ? '' : ` at step ${projection.step}`;
  return chartFigure(options, {
    title: `Spectrum of ${parameter}${when}`,
    label: `Histogram of the singular values of ${parameter} before and after its projection${when}`,
    caption: `All singular values of the layer to the nearest tenth of the target σ${projection === null ? '' : ` = ${numberText(projection.receipt.sigma, 4)}`}, before and after its projection; the last bar takes all above.`,
    draw,
  });
}

/** What {@link spectrumHistogram} draws. */
export function spectrumHistogramTable(
  run: Pick<ChartedRun, 'projections'>,
  parameter: string,
  { step }: Pick<SpectrumHistogramOptions, 'step'> = {},
): ChartTable {
  const projection = projectionAt(run, parameter, step);
  const bars = projection === null ? [] : barsOf(projection.receipt);
  return {
    head: ['step', 'parameter', 'when', 'sigma / target', 'singular values'],
    rows: bars.map(({ when, share, count }) => [projection?.step ?? 0, parameter, when, share, count]),
  };
}

interface Projection {
  readonly step: number;
  readonly receipt: ProjectionReceipt;
}

function projectionAt(
  { projections }: Pick<ChartedRun, 'projections'>,
  parameter: string,
  at = Number.POSITIVE_INFINITY,
): Projection | null {
  let found: Projection | null = null;
  for (const { step, receipts } of projections) {
    if (found !== null && step > at) break;
    const receipt = receipts.find((one) => one.parameter === parameter);
    if (receipt !== undefined) found = { step, receipt };
  }
  return found;
}

interface Bar {
  readonly when: 'before' | 'after';
  /** The middle of the bar, of the target. */
  readonly share: number;
  readonly count: number;
  /** Of all singular values. */
  readonly part: number;
}

const barsOf = (receipt: ProjectionReceipt): Bar[] =>
  (['before', 'after'] as const).flatMap((when) => {
    const { histogram = [] } = receipt[when];
    const all = histogram.reduce((sum, count) => sum + count, 0);
    return all === 0 ? [] : histogram.map((count, tenths) => ({ when, share: tenths / 10, count, part: count / all }));
  });
