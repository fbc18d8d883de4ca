import * as Plot from '@observablehq/plot';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import type { ChartTable } from './chart-table.ts';
import { colourLegend } from './colour-legend.ts';
import { distinctNames } from './distinct-names.ts';
import { type Bin, logHistogram } from './log-histogram.ts';
import { numberText, percentText } from './number-text.ts';
import { runColour } from './palette.ts';
import { logAxisX, panelNames, plot } from './plot.ts';
import { ratioDomain } from './ratio-domain.ts';
import { ratioExtent } from './ratio-extent.ts';
import { type RatioKind, type RunRatios, ratioKinds } from './run-ratios.ts';
import { spreadSample } from './spread-sample.ts';

/** How often each value of r_l occurs over all steps: one panel for each kind of block, one outline for each run. */
export function ratioHistogram(runs: readonly RunRatios[], options: ChartOptions): HTMLElement {
  const names = distinctNames(runs.map(({ name }) => name));
  const kinds = ratioKinds.filter((kind) => runs.some(({ blocks }) => blocks.some((block) => block.kind === kind)));
  const { scale = 'log' } = options;
  const domain = ratioDomain(runs);
  const sampled = runs.some(({ values }) => values.length > drawnWhole);
  const draw = (width: number): Element | null => {
    if (!runs.some((ratios) => ratioExtent(ratios).notFinite < ratios.values.length)) return null;
    const bins = width < 500 ? 40 : 72;
    return plot(options, width, {
      height: 60 + 140 * kinds.length,
      x: { label: scale === 'log' ? 'norm ratio r, logarithmic' : 'norm ratio r', type: scale, domain },
      y: { label: 'share of the ratios (%)', percent: true, grid: true, ticks: 4 },
      fy: { domain: kinds, axis: null, padding: 0.2 },
      marks: [
        scale === 'log' ? logAxisX(domain, width < 500 ? 5 : 8) : Plot.axisX({ ticks: width < 500 ? 5 : 8 }),
        panelNames(kinds),
        Plot.ruleX([1], { stroke: 'currentColor', strokeOpacity: 0.5 }),
        ...kinds.flatMap((kind) =>
          runs.flatMap((ratios, run) => {
            const outline = steps(logHistogram(ofKind(ratios, kind), domain, bins));
            const shape = { x: 'ratio', fy: () => kind } as const;
            return [
              Plot.areaY(outline, { ...shape, y1: 0, y2: 'share', fill: runColour(run), fillOpacity: 0.18 }),
              Plot.lineY(outline, {
                ...shape,
                y: 'share',
                stroke: runColour(run),
                strokeWidth: 1.5,
                ...(options.interactive
                  ? {
                      tip: true,
                      title: ({ ratio, share }: { ratio: number; share: number }) =>
                        `${names[run]}, ${kind}: r = ${numberText(ratio, 4)}, ${percentText(share)}`,
                    }
                  : {}),
              }),
            ];
          }),
        ),
        Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      ],
    });
  };
  return chartFigure(options, {
    title: 'Distribution of the norm ratios',
    label: `Histogram of the norm ratio over all steps, for ${kinds.join(' and ')} blocks: ${names.join(', ')}`,
    caption: `How the ratios r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖ of all blocks of one kind spread over all recorded steps${sampled ? ` (of a kind with more than a million, an even sample)` : ''}: the narrower around 1, the better the norm is kept.`,
    legend: colourLegend(
      options.document,
      names.map((name, run) => [name, runColour(run)] as const),
    ),
    draw,
  });
}

/** What {@link ratioHistogram} draws in its wide form. */
export function histogramTable(runs: readonly RunRatios[]): ChartTable {
  const names = distinctNames(runs.map(({ name }) => name));
  const domain = ratioDomain(runs);
  return {
    head: ['run', 'kind', 'r from', 'r to', 'share'],
    rows: runs.flatMap((ratios, run) =>
      ratioKinds
        .filter((kind) => ratios.blocks.some((block) => block.kind === kind))
        .flatMap((kind) =>
          logHistogram(ofKind(ratios, kind), domain, 72).map(({ start, end, share }) => [
            names[run] as string,
            kind,
            start,
            end,
            share,
          ]),
        ),
    ),
  };
}

/** Of more than a million ratios a sample is drawn, which places a share of 1 % to within 0.04 %. */
const [drawnWhole, sampleSize] = [1_000_000, 65_536];

/** The ratios of one kind: all, or where there are too many a sample. */
function* ofKind({ blocks, steps, values }: RunRatios, kind: RatioKind): Generator<number> {
  const places = [...blocks.keys()].filter((block) => blocks[block]?.kind === kind);
  const all = places.length * steps.length;
  for (const place of spreadSample(all, all > drawnWhole ? sampleSize : all)) {
    const step = Math.floor(place / places.length);
    yield values[step * blocks.length + (places[place % places.length] as number)] as number;
  }
}

/** The outline of a histogram, without the empty bins at its ends. */
function steps(bins: readonly Bin[]): { ratio: number; share: number }[] {
  const first = bins.findIndex(({ share }) => share > 0);
  const last = bins.findLastIndex(({ share }) => share > 0);
  const filled = first < 0 ? [] : bins.slice(first, last + 1);
  const corners = filled.flatMap(({ start, end, share }) => [
    { ratio: start, share },
    { ratio: end, share },
  ]);
  const [left, right] = [corners.at(0), corners.at(-1)];
  return left === undefined || right === undefined ? [] : [{ ...left, share: 0 }, ...corners, { ...right, share: 0 }];
}
