import * as Plot from '@observablehq/plot';
import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import { heatmapFrame, heatmapScales } from './heatmap-frame.ts';
import { heatmapCaption, heatmapLabel } from './heatmap-text.ts';
import { numberText } from './number-text.ts';
import { css, notFiniteColour, ratioColour, ratioLevels } from './palette.ts';
import { plot } from './plot.ts';
import { ratioExtent } from './ratio-extent.ts';
import { mostRows, type RatioGrid, type RatioRow, ratioGrid } from './ratio-grid.ts';
import { ratioLegend } from './ratio-legend.ts';
import { ratioLevel, requireLimit } from './ratio-level.ts';
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
  const { limit = ratioLimit([ratios]), titles = true, scale = 'log' } = options;
  requireLimit(limit);
  let reduced = false;
  const draw = (width: number): Element | null => {
    if (ratios.values.length === 0) return null;
    const wide = width >= 500;
    const grid = ratioGrid(ratios, { maxRows: mostRows.heatmap, maxColumns: wide ? 200 : 90 });
    reduced ||= grid.values.length < ratios.values.length;
    return plot(options, width, {
      ...heatmapScales(grid, width),
      marks: [
        ...[...mergedCells(grid, limit, scale)].map(([fill, cells]) =>
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
        ...heatmapFrame(ratios, grid, width),
      ],
    });
  };
  return chartFigure(options, {
    title: `Norm ratios of ${ratios.name}`,
    label: heatmapLabel(ratios),
    caption: () => heatmapCaption(reduced),
    legend: ratioLegend({ document: options.document, limit, scale, notFinite: ratioExtent(ratios).notFinite > 0 }),
    draw,
  });
}

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
function mergedCells(
  { rows, columns, values }: RatioGrid,
  limit: number,
  scale: 'log' | 'linear',
): Map<string, Cell[]> {
  const cells = new Map<string, Cell[]>();
  for (const [index, row] of rows.entries()) {
    let current: { fill: string; cell: Cell } | undefined;
    for (const [column, { firstStep, lastStep, end }] of columns.entries()) {
      const ratio = values[index * columns.length + column] as number;
      const fill = ratioFill(ratio, limit, scale);
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

/** The colour of r where the scale runs from 1/limit to limit in log r, or as far to both sides of 1 on a linear scale. */
export function ratioFill(ratio: number, limit: number, scale: 'log' | 'linear' = 'log'): string {
  const level = ratioLevel(ratio, limit, scale);
  return Number.isNaN(level) ? css(notFiniteColour) : ratioColour(Math.round(ratioLevels * level));
}

function cellTitle({ blocks }: RunRatios, { row, start, lastStep, lowest, highest }: Cell): string {
  const from = blocks[row.first]?.site ?? '';
  const sites = row.first === row.last ? from : `${from} to ${blocks[row.last]?.site ?? ''}`;
  const steps = start === lastStep ? `step ${start}` : `steps ${start}–${lastStep}`;
  const low = numberText(lowest, 4);
  const high = numberText(highest, 4);
  return `${sites}, ${steps}: ${low === high ? low : `${low} to ${high}`}`;
}
