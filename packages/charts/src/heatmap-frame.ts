import * as Plot from '@observablehq/plot';
import { stepAxis } from './plot.ts';
import type { RatioGrid, RatioRow } from './ratio-grid.ts';
import type { RunRatios } from './run-ratios.ts';

/** The scales and the size of a heatmap of a grid at this width; below 500 pixels it does without names. */
export function heatmapScales({ rows, columns }: RatioGrid, width: number) {
  return {
    height: 72 + Math.min(358, Math.max(120, rows.length * 9)),
    marginRight: width >= 500 ? 96 : 22,
    x: { ...stepAxis, domain: [columns[0]?.firstStep ?? 0, columns.at(-1)?.end ?? 1] },
    y: { label: 'block, input at the top', labelArrow: 'none', domain: [rows.length, 0] },
  } as const;
}

/** What surrounds the cells: axes, the marks of the transitions, a frame. */
export function heatmapFrame({ blocks }: RunRatios, grid: RatioGrid, width: number): Plot.Markish[] {
  const wide = width >= 500;
  return [
    Plot.axisX({ tickSize: 4, ...stepAxis }),
    Plot.axisY(blockTicks(blocks.length), {
      y: (block: number) => placeOf(block, grid.rows),
      text: String,
      tickSize: 4,
    }),
    Plot.text(transitionRows(blocks, grid), {
      x: grid.columns.at(-1)?.end ?? 1,
      y: 'middle',
      text: ({ site }: { site: string }) => (wide ? `◂ ${shortened(site)}` : '◂'),
      title: ({ site }: { site: string }) => `transition ${site}`,
      textAnchor: 'start',
      dx: 3,
    }),
    Plot.frame({ stroke: 'currentColor', strokeOpacity: 0.4 }),
  ];
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

const transitionRows = (blocks: RunRatios['blocks'], { rows }: RatioGrid) =>
  rows
    .map(({ kind, first }, row) => ({ kind, site: blocks[first]?.site ?? '', middle: row + 0.5 }))
    .filter(({ kind }) => kind === 'transition');

const shortened = (site: string): string => (site.length > 13 ? `${site.slice(0, 12)}…` : site);
