import * as Plot from '@observablehq/plot';
import type { NormTable } from '@procrustes/runs';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import type { ChartTable } from './chart-table.ts';
import { downsample } from './downsample.ts';
import { numberText } from './number-text.ts';
import { runColour } from './palette.ts';
import { axisY, baseline, plot, stepAxis } from './plot.ts';

export interface BlockHistoryOptions extends ChartOptions {
  readonly quantity: BlockQuantity;
  /** The place of the run among those that are shown together, which gives its colour; the first unless told. */
  readonly run?: number;
}

/** ‖∂E/∂x‖ or ‖x‖ at the tap at which a block ends, or the block's ratio r. */
export type BlockQuantity = 'gradient' | 'activation' | 'ratio';

const texts: Record<BlockQuantity, { title: string; axis: string; label: string; caption: string }> = {
  gradient: {
    title: 'Gradient norm',
    axis: '‖∂E/∂x‖',
    label: 'Norm of the gradient',
    caption: '‖∂E/∂x_{l+1}‖₂ over the whole batch, where block l ends',
  },
  activation: {
    title: 'Activation norm',
    axis: '‖x‖',
    label: 'Norm of the activations',
    caption: '‖x_{l+1}‖₂ over the whole batch, where block l ends',
  },
  ratio: {
    title: 'Norm ratio',
    axis: 'norm ratio r',
    label: 'Norm ratio',
    caption: 'r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖, by how much block l changes the norm of the gradient: 1 keeps it',
  },
};

/**
 * One quantity of the block that ends at a site, against the step.
 *
 * @throws RangeError for a site that the table has not
 */
export function blockHistory(table: NormTable, site: string, options: BlockHistoryOptions): HTMLElement {
  const { scale = 'log', quantity, run = 0 } = options;
  const { title, axis, label, caption } = texts[quantity];
  const drawn = (value: number): boolean => Number.isFinite(value) && (scale === 'linear' || value > 0);
  const points = historyOf(table, site, quantity);
  const [low, high] = points.reduce<[number, number]>(
    ([low, high], { value }) => (drawn(value) ? [Math.min(low, value), Math.max(high, value)] : [low, high]),
    quantity === 'ratio' ? [0.99, 1.01] : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  // A quantity that never changes still needs an axis.
  const extent: readonly [number, number] = low < high ? [low, high] : [low * 0.99, high * 1.01];
  const draw = (width: number): Element | null => {
    if (!points.some(({ value }) => drawn(value))) return null;
    return plot(options, width, {
      x: stepAxis,
      y: {
        label: scale === 'log' ? `${axis}, logarithmic` : axis,
        type: scale,
        ...(quantity === 'ratio' || scale === 'log' ? { domain: extent } : { zero: true }),
      },
      marks: [
        ...axisY(scale, extent, 6),
        ...(quantity === 'ratio' ? [baseline([1])] : []),
        Plot.lineY(
          downsample(points, ({ value }) => value, width),
          {
            x: 'step',
            y: ({ value }: Point) => (drawn(value) ? value : Number.NaN),
            stroke: runColour(run),
            strokeWidth: 1.75,
            ...(options.interactive
              ? { tip: true, title: ({ step, value }: Point) => `step ${step}: ${numberText(value, 6)}` }
              : {}),
          },
        ),
      ],
    });
  };
  return chartFigure(options, {
    title: `${title} of ${site}`,
    label: `${label} of the block that ends at ${site}, by training step`,
    caption: `${caption}.`,
    draw,
  });
}

/** All three quantities of a block at every recorded step. */
export function blockHistoryTable(table: NormTable, site: string): ChartTable {
  const [gradient, activation, ratio] = (['gradient', 'activation', 'ratio'] as const).map((quantity) =>
    historyOf(table, site, quantity),
  );
  return {
    head: ['step', 'gradient norm', 'activation norm', 'r'],
    rows: table.steps.map((step, record) => [
      step,
      ...[gradient, activation, ratio].map((points) => points?.[record]?.value ?? ''),
    ]),
  };
}

interface Point {
  readonly step: number;
  readonly value: number;
}

/** Empty where the quantity is not there: no activations were read, or no block ends at the site. */
function historyOf({ sites, steps, gradient, activation }: NormTable, site: string, quantity: BlockQuantity): Point[] {
  const tap = sites.indexOf(site);
  if (tap < 0) {
    throw new RangeError(
      `no block ends at ${site}; the run has ${sites.length} sites, ${sites.slice(0, 3).join(', ')}, …`,
    );
  }
  const at = (values: Float64Array, record: number, place: number): number =>
    values[record * sites.length + place] as number;
  const value = (record: number): number => {
    if (quantity === 'ratio') return at(gradient, record, tap - 1) / at(gradient, record, tap);
    return at(quantity === 'gradient' ? gradient : (activation as Float64Array), record, tap);
  };
  if ((quantity === 'ratio' && tap === 0) || (quantity === 'activation' && activation === null)) return [];
  return steps.map((step, record) => ({ step, value: value(record) }));
}
