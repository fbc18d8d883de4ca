import * as Plot from '@observablehq/plot';
import type { ProjectionReceipt } from '@procrustes/runs';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import type { ChartTable } from './chart-table.ts';
import { colourLegend } from './colour-legend.ts';
import { distinctNames } from './distinct-names.ts';
import { downsample } from './downsample.ts';
import type { NamedRun } from './named-run.ts';
import { numberText } from './number-text.ts';
import { kindColour } from './palette.ts';
import { axisY, baseline, panelNames, plot, stepAxis } from './plot.ts';

/** Drawn alike in all pictures of projections: how a layer came, and how the projection left it. */
export const spectrumColours = { before: kindColour('transition'), after: kindColour('plain') } as const;

/**
 * The smallest and the largest singular value of every projected parameter of a run before (dashed) and after (solid) each projection, as
 * shares of the target σ: one panel for each parameter.
 */
export function spectraCurves({ name, run }: NamedRun, options: ChartOptions): HTMLElement {
  const { scale = 'log' } = options;
  const drawn = (value: number): boolean => Number.isFinite(value) && (scale === 'linear' || value > 0);
  const points = run.projections.flatMap(({ step, receipts }) =>
    receipts.flatMap((receipt) => pointsOf(step, receipt)),
  );
  const parameters = [...new Set(points.map(({ parameter }) => parameter))];
  const extent = points.reduce<[number, number]>(
    ([low, high], { share }) => (drawn(share) ? [Math.min(low, share), Math.max(high, share)] : [low, high]),
    [0.99, 1.01],
  );
  const draw = (width: number): Element | null => {
    if (!points.some(({ share }) => drawn(share))) return null;
    const line = (parameter: string, when: When, end: End): Plot.Markish =>
      Plot.lineY(
        downsample(
          points.filter((point) => point.parameter === parameter && point.when === when && point.end === end),
          ({ share }) => share,
          width,
        ),
        {
          x: 'step',
          y: ({ share }: Point) => (drawn(share) ? share : Number.NaN),
          fy: () => parameter,
          stroke: spectrumColours[when],
          strokeWidth: when === 'after' ? 2 : 1.25,
          ...(when === 'before' ? { strokeDasharray: '4 3' } : {}),
          ...(options.interactive ? { tip: true, title: tipText } : {}),
        },
      );
    return plot(options, width, {
      height: 60 + 120 * parameters.length,
      x: stepAxis,
      y: {
        label: scale === 'log' ? 'σ / target, logarithmic' : 'σ / target',
        type: scale,
        domain: scale === 'log' ? extent : [Math.min(0, extent[0]), extent[1]],
      },
      fy: { domain: parameters, axis: null, padding: 0.22 },
      marks: [
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.25 }),
        ...axisY(scale, extent, 4),
        panelNames(parameters),
        baseline([1]),
        ...parameters.flatMap((parameter) =>
          (['before', 'after'] as const).flatMap((when) => [
            line(parameter, when, 'min'),
            line(parameter, when, 'max'),
          ]),
        ),
      ],
    });
  };
  return chartFigure(options, {
    title: `Singular values of ${name}`,
    label: `Smallest and largest singular value before and after each projection, by training step: ${parameters.join(', ')}`,
    caption:
      'The smallest and the largest singular value of each projected layer over the target σ, before (dashed) and after (solid) the projections that a step ended with: a layer keeps the norm of what passes it where both are 1.',
    legend: colourLegend(options.document, Object.entries(spectrumColours)),
    draw,
  });
}

/** Every projection receipt of these runs. */
export function spectraTable(runs: readonly NamedRun[]): ChartTable {
  const names = distinctNames(runs.map(({ name }) => name));
  return {
    head: [
      'run',
      'step',
      'parameter',
      'method',
      'mode',
      'target sigma',
      'sigma min before',
      'sigma max before',
      'sigma min after',
      'sigma max after',
      'residual',
      'energy lost in the crop',
      'rounds',
      'converged',
      'milliseconds',
    ],
    rows: runs.flatMap(({ run }, index) =>
      run.projections.flatMap(({ step, receipts }) =>
        receipts.map(({ parameter, method, mode, sigma, before, after, residual, cropLoss, ...rest }) => [
          names[index] as string,
          step,
          parameter,
          method,
          mode,
          sigma,
          before.min,
          before.max,
          after.min,
          after.max,
          residual,
          cropLoss,
          rest.rounds,
          rest.converged ? 'yes' : 'no',
          rest.milliseconds,
        ]),
      ),
    ),
  };
}

type When = 'before' | 'after';
type End = 'min' | 'max';

interface Point {
  readonly step: number;
  readonly parameter: string;
  readonly when: When;
  readonly end: End;
  readonly sigma: number;
  /** σ over the target. */
  readonly share: number;
}

const pointsOf = (step: number, receipt: ProjectionReceipt): Point[] =>
  (['before', 'after'] as const).flatMap((when) =>
    (['min', 'max'] as const).map((end) => {
      const sigma = receipt[when][end];
      return { step, parameter: receipt.parameter, when, end, sigma, share: sigma / receipt.sigma };
    }),
  );

const tipText = ({ parameter, step, when, end, sigma, share }: Point): string =>
  `${parameter}, step ${step}, ${when}: σ ${end} ${numberText(sigma, 6)}, ${numberText(share, 4)} of the target`;
