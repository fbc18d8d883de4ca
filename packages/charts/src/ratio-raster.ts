import { chartFigure } from './chart-figure.ts';
import type { ChartOptions } from './chart-options.ts';
import { chartScales, setChartScales } from './chart-scales.ts';
import { element } from './element.ts';
import { heatmapFrame, heatmapScales } from './heatmap-frame.ts';
import { heatmapCaption, heatmapLabel } from './heatmap-text.ts';
import { pageTheme } from './page-theme.ts';
import type { Theme } from './palette.ts';
import { plot } from './plot.ts';
import { rasterPixels } from './raster-pixels.ts';
import { ratioExtent } from './ratio-extent.ts';
import { mostRows, type RatioGrid, ratioGrid } from './ratio-grid.ts';
import { ratioLegend } from './ratio-legend.ts';
import { requireLimit } from './ratio-level.ts';
import { ratioLimit } from './ratio-limit.ts';
import type { RunRatios } from './run-ratios.ts';

export interface RatioRasterOptions extends ChartOptions {
  /** The colours run from r = 1/limit to limit, greater than 1; heatmaps to be compared share it. Else {@link ratioLimit}. */
  readonly limit?: number;
  /** Whose colours the cells have, which a canvas keeps: draw again where it changes. The page's unless told. */
  readonly theme?: Theme;
  /** Pixels of the screen for each of the drawing's units; the screen's unless told. */
  readonly pixelRatio?: number;
}

/**
 * The heatmap of {@link ratioHeatmap} for a live page: its cells are pixels of a canvas below the axes, which is drawn in milliseconds
 * however many cells there are. It needs a document with a canvas, and gives exact numbers through {@link chartScales}.
 *
 * @throws RangeError for a limit of 1 or less
 * @throws Error where the document has no canvas
 */
export function ratioRaster(ratios: RunRatios, options: RatioRasterOptions): HTMLElement {
  const { document, limit = ratioLimit([ratios]), scale = 'log', theme = pageTheme(document) } = options;
  requireLimit(limit);
  let reduced = false;
  const draw = (width: number): Element | null => {
    if (ratios.values.length === 0) return null;
    const grid = ratioGrid(ratios, { maxRows: mostRows.heatmap, maxColumns: width >= 500 ? 400 : 160 });
    reduced ||= grid.values.length < ratios.values.length;
    const drawing = plot(options, width, {
      ...heatmapScales(grid, width),
      marks: heatmapFrame(ratios, grid, width),
    });
    const scales = chartScales(drawing);
    if (scales === null) return null;
    const { left, right, top, bottom, height } = scales;
    const pixelRatio = options.pixelRatio ?? document.defaultView?.devicePixelRatio ?? 1;
    const pixels = rasterPixels(grid, { width: Math.round((right - left) * pixelRatio), limit, scale, theme });
    const percent = (length: number, whole: number): string => `${(100 * length) / whole}%`;
    const canvas = canvasOf(document, pixels);
    canvas.style.left = percent(left, width);
    canvas.style.top = percent(top, height);
    canvas.style.width = percent(right - left, width);
    canvas.style.height = percent(bottom - top, height);
    const raster = element(document, 'div', { class: 'chart-raster' }, canvas, drawing);
    setChartScales(raster, {
      ...scales,
      step: (x) => stepOf(grid, (x - left) / (right - left)),
      blocks: (y) => (y < top || y >= bottom ? null : rowOf(grid, (y - top) / (bottom - top))),
    });
    return raster;
  };
  return chartFigure(options, {
    title: `Norm ratios of ${ratios.name}`,
    label: heatmapLabel(ratios),
    caption: () => heatmapCaption(reduced),
    legend: ratioLegend({ document, limit, scale, notFinite: ratioExtent(ratios).notFinite > 0 }),
    draw,
  });
}

function canvasOf(document: Document, pixels: ReturnType<typeof rasterPixels>): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  // On the CPU: the pixels are written there, and a page has few contexts on the GPU.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) {
    throw new Error(
      'this document has no canvas to draw a raster on; draw a ratioHeatmap, which needs none, or use a browser',
    );
  }
  context.putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0);
  return canvas;
}

/** The step whose cell lies at this fraction of the width. */
export function stepOf({ columns }: RatioGrid, fraction: number): number | null {
  const [first, last] = [columns[0], columns.at(-1)];
  if (first === undefined || last === undefined || fraction < 0 || fraction > 1) return null;
  return Math.min(last.lastStep, Math.floor(first.firstStep + fraction * (last.end - first.firstStep)));
}

export function rowOf({ rows }: RatioGrid, fraction: number): { first: number; last: number } | null {
  const row = rows[Math.floor(fraction * rows.length)];
  return row === undefined ? null : { first: row.first, last: row.last };
}
