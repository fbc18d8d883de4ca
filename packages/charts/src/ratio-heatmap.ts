import * as Plot from '@observablehq/plot';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import { numberText } from './number-text.ts';
import { css, notFiniteColour, ratioColour, ratioLevels } from './palette.ts';
import { plot, stepAxis } from './plot.ts';
import { ratioExtent } from './ratio-extent.ts';
import { type RatioGrid, type RatioRow, ratioGrid } from './ratio-grid.ts';
import { ratioLegend } from './ratio-legend.ts';
import { ratioLimit } from './ratio-limit.ts';
import type { RunRatios } from './run-ratios.ts';

export interface RatioHeatmapOptions extends ChartOptions {
  /** The colours run from r = 1/limit to limit, greater than 1; heatmaps to be compared share it. Else {@link ratioLimit}. */
  readonly limit?: number;
  /** Cells tell their numbers under the pointer; on unless told, at twice the bytes. */
  readonly titles?: boolean;
}

/**
 * r_l of every block (down) at every recorded step (across), on a diverging scale that is centred at r = 1 in log r.
 * Long runs and deep nets are reduced to what can be seen; a cell then shows its ratio farthest from 1.
 *
 * @throws RangeError for a limit of 1 or less
 */
export function ratioHeatmap(ratios: RunRatios, options: RatioHeatmapOptions): HTMLElement {
  const { limit = ratioLimit([ratios]), titles = true } = options;
  if (!(limit > 1)) throw new RangeError(`the colours run from 1/limit to limit with limit > 1, got ${limit}`);
  let reduced = false;
  const draw = (width: number): Element | null => {
    if (ratios.values.length === 0) return null;
    const wide = width >= 500;
    const marginRight = wide ? 96 : 22;
    const grid = ratioGrid(ratios, { maxRows: 128, maxColumns: wide ? 200 : 90 });
    reduced ||= grid.values.length < ratios.values.length;
    return plot(options, width, {
      height: 72 + Math.min(358, Math.max(120, grid.rows.length * 9)),
      marginRight,
      x: { ...stepAxis, domain: [grid.columns[0]?.firstStep ?? 0, grid.columns.at(-1)?.end ?? 1] },
      y: { label: 'block, input at the top', labelArrow: 'none', domain: [grid.rows.length, 0] },
      marks: [
        ...[...mergedCells(grid, limit)].map(([fill, cells]) =>
          Plot.rect(cells, {
            x1: 'start',
            x2: 'end',
            y1: 'top',
            y2: 'bottom',
            fill,
            shapeRendering: 'crispEdges',
            ...(titles && wide ? { title: (cell: Cell) => cellTitle(ratios, cell) } : {}),
          }),
        ),
        Plot.axisX({ tickSize: 4, ...stepAxis }),
        Plot.axisY(blockTicks(ratios.blocks.length), {
          y: (block: number) => placeOf(block, grid.rows),
          text: String,
          tickSize: 4,
        }),
        Plot.text(transitionRows(ratios, grid), {
          x: grid.columns.at(-1)?.end ?? 1,
          y: 'middle',
          text: ({ site }: { site: string }) => (wide ? `◂ ${shortened(site)}` : '◂'),
          title: ({ site }: { site: string }) => `transition ${site}`,
          textAnchor: 'start',
          dx: 3,
        }),
        Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.4 }),
      ],
    });
  };
  return chartFigure(options, {
    title: `Norm ratios of ${ratios.name}`,
    label: heatmapLabel(ratios),
    caption: () => heatmapCaption(reduced),
    legend: ratioLegend({ document: options.document, limit, notFinite: ratioExtent(ratios).notFinite > 0 }),
    draw,
  });
}

function heatmapLabel(ratios: RunRatios): string {
  const { name, blocks, steps } = ratios;
  const { lowest, highest } = ratioExtent(ratios);
  return `Norm ratio of ${blocks.length} blocks at ${steps.length} recorded steps of ${name}: from ${numberText(lowest)} to ${numberText(highest)}`;
}

const heatmapCaption = (reduced: boolean): string =>
  `r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖, by how much block l changes the norm of the gradient on its way back: 1 keeps it; ◂ marks the transitions${
    reduced ? '; a cell that stands for several blocks or steps shows the one farthest from 1' : ''
  }.`;

/** Neighbouring cells of one row and one colour. */
interface Cell {
  readonly row: RatioRow;
  readonly top: number;
  readonly bottom: number;
  readonly start: number;
  end: number;
  lastStep: number;
  lowest: number;
  highest: number;
}

/** The cells by colour; neighbours in a row that differ by less than a colour's width become one. */
function mergedCells({ rows, columns, values }: RatioGrid, limit: number): Map<string, Cell[]> {
  const cells = new Map<string, Cell[]>();
  for (const [index, row] of rows.entries()) {
    let current: { fill: string; cell: Cell } | undefined;
    for (const [column, { firstStep, lastStep, end }] of columns.entries()) {
      const ratio = values[index * columns.length + column] as number;
      const fill = ratioFill(ratio, limit);
      if (current?.fill === fill) {
        const { cell } = current;
        cell.end = end;
        cell.lastStep = lastStep;
        cell.lowest = Math.min(cell.lowest, ratio);
        cell.highest = Math.max(cell.highest, ratio);
        continue;
      }
      const cell = {
        row,
        top: index,
        bottom: index + 1,
        start: firstStep,
        end,
        lastStep,
        lowest: ratio,
        highest: ratio,
      };
      current = { fill, cell };
      const others = cells.get(fill);
      if (others === undefined) cells.set(fill, [cell]);
      else others.push(cell);
    }
  }
  return cells;
}

/** The colour of r where the scale runs from 1/limit to limit in log r. */
export function ratioFill(ratio: number, limit: number): string {
  if (!Number.isFinite(ratio)) return css(notFiniteColour);
  const level = Math.round((ratioLevels * Math.log(ratio)) / Math.log(limit));
  return ratioColour(Math.min(ratioLevels, Math.max(-ratioLevels, level)));
}

function cellTitle({ blocks }: RunRatios, { row, start, lastStep, lowest, highest }: Cell): string {
  const from = blocks[row.first]?.site ?? '';
  const sites = row.first === row.last ? from : `${from} to ${blocks[row.last]?.site ?? ''}`;
  const steps = start === lastStep ? `step ${start}` : `steps ${start}–${lastStep}`;
  const low = numberText(lowest, 4);
  const high = numberText(highest, 4);
  return `${sites}, ${steps}: ${low === high ? low : `${low} to ${high}`}`;
}

/** Block 1, every fifth, tenth, … block, and the last. */
function blockTicks(blocks: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((size) => blocks / size <= 7) ?? 1000;
  const numbers = new Set([1, blocks]);
  for (let number = step; number <= blocks - 0.75 * step; number += step)
    if (number - 1 >= 0.75 * step) numbers.add(number);
  return [...numbers].sort((a, b) => a - b);
}

/** Where block `number` lies on an axis on which every row has height 1, however many blocks it holds. */
function placeOf(number: number, rows: readonly RatioRow[]): number {
  const row = rows.findIndex(({ last }) => number - 1 <= last);
  const { first = 0, last = 0 } = rows[row] ?? {};
  return row + (number - 0.5 - first) / (last + 1 - first);
}

const transitionRows = ({ blocks }: RunRatios, { rows }: RatioGrid) =>
  rows
    .map(({ kind, first }, row) => ({ kind, site: blocks[first]?.site ?? '', middle: row + 0.5 }))
    .filter(({ kind }) => kind === 'transition');

const shortened = (site: string): string => (site.length > 13 ? `${site.slice(0, 12)}…` : site);
