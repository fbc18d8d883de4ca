import * as Plot from '@observablehq/plot';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import { colourLegend } from './colour-legend.ts';
import { kindColour } from './palette.ts';
import { baseline, logAxisY, plot, stepAxis } from './plot.ts';
import { ratioDomain } from './ratio-domain.ts';
import { ratioGrid } from './ratio-grid.ts';
import { type RatioKind, type RunRatios, ratioKinds } from './run-ratios.ts';

export interface BlockCurvesOptions extends ChartOptions {
  /** Logarithmic unless told. */
  readonly scale?: 'log' | 'linear';
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
  const { scale = 'log', domain = ratioDomain([ratios]) } = options;
  const kinds = ratioKinds.filter((kind) => ratios.blocks.some((block) => block.kind === kind));
  let reduced = false;
  const draw = (width: number): Element | null => {
    const { rows, columns, values } = ratioGrid(ratios, { maxRows: 48, maxColumns: Math.floor(width / 3) });
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
      ],
    });
  };
  return chartFigure(options, {
    title: `Blocks of ${ratios.name}`,
    label: `Norm ratio of each of the ${ratios.blocks.length} blocks of ${ratios.name} by training step, coloured by kind`,
    caption: () =>
      `r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖, one line for each block${reduced ? ' or, where there are too many to draw, for neighbours, by the one farthest from 1' : ''}: a gradient that all blocks keep stays on the line r = 1.`,
    legend: colourLegend(
      options.document,
      kinds.map((kind) => [kind, kindColour(kind)] as const),
    ),
    draw,
  });
}
