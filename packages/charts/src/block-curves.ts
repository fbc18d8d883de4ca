import * as Plot from '@observablehq/plot';
import { type IdentityBound, identityBound } from '@procrustes/probes/plain';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import type { ChartTable } from './chart-table.ts';
import { colourLegend } from './colour-legend.ts';
import { numberText } from './number-text.ts';
import { kindColour } from './palette.ts';
import { baseline, logAxisY, plot, stepAxis } from './plot.ts';
import { ratioDomain } from './ratio-domain.ts';
import { mostRows, type RatioColumn, type RatioGrid, ratioGrid } from './ratio-grid.ts';
import { type RatioKind, type RunRatios, ratioKinds } from './run-ratios.ts';

export interface BlockCurvesOptions extends ChartOptions {
  /** Shades the {@link identityBound} of linear nets with this γ for the residual blocks of the run; false for none, which is the default. */
  readonly band?: { readonly gamma: number } | false;
  /** The values of r that the chart spans; charts to be compared share it. Else those that occur. */
  readonly domain?: readonly [number, number];
}

const widths: Record<RatioKind, number> = { identity: 1, transition: 2, plain: 1 };
const opacities: Record<RatioKind, number> = { identity: 0.55, transition: 1, plain: 0.55 };

/**
 * r_l of every block of a run against the step, coloured by kind. Of more than about 48 blocks, neighbours of a kind share a line,
 * which follows the one farthest from 1.
 */
export function blockCurves(ratios: RunRatios, options: BlockCurvesOptions): HTMLElement {
  const { scale = 'log', domain = ratioDomain([ratios]), band = false } = options;
  const bound = band === false ? null : boundOf(ratios, band.gamma);
  const kinds = ratioKinds.filter((kind) => ratios.blocks.some((block) => block.kind === kind));
  let reduced = false;
  const draw = (width: number): Element | null => {
    const { rows, columns, values } = ratioGrid(ratios, {
      maxRows: mostRows.curves,
      maxColumns: Math.floor(width / 3),
    });
    reduced ||= values.length < ratios.values.length;
    const drawable = (ratio: number) => Number.isFinite(ratio) && (scale === 'linear' || ratio > 0);
    if (!values.some(drawable)) return null;
    const lines = rows.map(({ kind }, row) => ({
      kind,
      points: columns.map(({ firstStep }, column): [number, number] => {
        const ratio = values[row * columns.length + column] as number;
        return [firstStep, drawable(ratio) ? ratio : Number.NaN];
      }),
    }));
    return plot(options, width, {
      x: stepAxis,
      y: {
        label: scale === 'log' ? 'norm ratio r, logarithmic' : 'norm ratio r',
        type: scale,
        grid: scale === 'linear',
        domain,
      },
      marks: [
        ...(scale === 'log' ? logAxisY(domain, 6) : []),
        ...(bound === null || !bound.applies ? [] : [shade(bound, columns, domain)]),
        baseline([1]),
        // One mark for each line: its colour stands once, and the transitions lie on top.
        ...kinds.flatMap((kind) =>
          lines
            .filter((line) => line.kind === kind)
            .map(({ points }) =>
              Plot.line(points, {
                stroke: kindColour(kind),
                strokeWidth: widths[kind],
                strokeOpacity: opacities[kind],
                clip: options.domain !== undefined,
              }),
            ),
        ),
        ...(options.interactive ? [tips(ratios, { rows, columns, values }, drawable)] : []),
      ],
    });
  };
  return chartFigure(options, {
    title: `Blocks of ${ratios.name}`,
    label: `Norm ratio of each of the ${ratios.blocks.length} blocks of ${ratios.name} by training step, coloured by kind`,
    caption: () =>
      `r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖, one line for each block${reduced ? ' or, where there are too many to draw, for neighbours, by the one farthest from 1' : ''}: a gradient that all blocks keep stays on the line r = 1.${bound === null ? '' : ` ${boundText(bound)}`}`,
    legend: colourLegend(
      options.document,
      kinds.map((kind) => [kind, kindColour(kind)] as const),
    ),
    draw,
  });
}

interface Bound extends IdentityBound {
  readonly gamma: number;
  readonly blocks: number;
}

/** The theorem's bound for the residual blocks of a run; null where it has none. */
function boundOf(ratios: RunRatios, gamma: number): Bound | null {
  const blocks = ratios.blocks.filter(({ kind }) => kind !== 'plain').length;
  return blocks === 0 ? null : { ...identityBound({ blocks, gamma }), gamma, blocks };
}

/** The band, cut to what the chart spans: its lower edge may lie at or below zero. */
function shade({ low, high }: Bound, columns: readonly RatioColumn[], domain: readonly [number, number]): Plot.Markish {
  return Plot.rect([0], {
    x1: columns[0]?.firstStep ?? 0,
    x2: columns.at(-1)?.firstStep ?? 0,
    y1: Math.max(low, domain[0]),
    y2: Math.min(high, domain[1]),
    fill: 'currentColor',
    fillOpacity: 0.09,
    className: 'chart-band',
  });
}

function boundText({ constant, deviation, gamma, blocks, applies }: Bound): string {
  const assumed = `for L = ${blocks} residual blocks and an assumed γ = ${numberText(gamma)}`;
  if (!applies) return `No band: ${assumed} the theorem says nothing, as it needs L ≥ 3γ.`;
  return `Shaded: |r_l − 1| ≤ c/L = ${numberText(deviation)} with c = 2(√π + √(3γ))² = ${numberText(constant)}, ${assumed}, which some optimum of a linear residual net keeps (Hardt and Ma 2017); this net is not linear, so the band is a comparison, not a bound on it.`;
}

function tips(
  { blocks }: RunRatios,
  { rows, columns, values }: RatioGrid,
  drawable: (ratio: number) => boolean,
): Plot.Markish {
  const points = rows.flatMap(({ first, last }, row) =>
    columns.map(({ firstStep, lastStep }, column) => ({
      step: firstStep,
      ratio: values[row * columns.length + column] as number,
      title: `${siteRange(blocks, first, last)}, ${firstStep === lastStep ? `step ${firstStep}` : `steps ${firstStep}–${lastStep}`}: `,
    })),
  );
  return Plot.tip(
    points.filter(({ ratio }) => drawable(ratio)),
    Plot.pointer({
      x: 'step',
      y: 'ratio',
      title: ({ title, ratio }: { title: string; ratio: number }) => `${title}${numberText(ratio, 6)}`,
    }),
  );
}

const siteRange = (blocks: RunRatios['blocks'], first: number, last: number): string =>
  first === last ? (blocks[first]?.site ?? '') : `${blocks[first]?.site} to ${blocks[last]?.site}`;

/** r_l of every block, a column each, at every recorded step: what {@link blockCurves} and the heatmaps draw, unreduced. */
export function ratioTable({ steps, blocks, values }: RunRatios): ChartTable {
  return {
    head: ['step', ...blocks.map(({ site }) => site)],
    rows: steps.map((step, record) => [step, ...values.subarray(record * blocks.length, (record + 1) * blocks.length)]),
  };
}
