import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chartScales, placeInDrawing } from './chart-scales.ts';
import { chartStyles } from './chart-styles.ts';
import { pageTheme } from './page-theme.ts';
import { pngOf } from './png-of.ts';
import { ratioGrid } from './ratio-grid.ts';
import { ratioHeatmap } from './ratio-heatmap.ts';
import { ratioRaster } from './ratio-raster.ts';
import { type RunRatios, runRatios } from './run-ratios.ts';
import { standaloneSvg } from './standalone-svg.ts';
import { sampleRun } from './testing/sample-run.ts';

beforeAll(() => {
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = chartStyles({ switchable: true });
});

afterEach(() => {
  document.body.replaceChildren();
  delete document.documentElement.dataset.theme;
});

const net: RunRatios = {
  name: 'net',
  steps: [0, 10, 20, 30],
  blocks: [
    { site: 'a', kind: 'identity' },
    { site: 'b', kind: 'transition' },
    { site: 'c', kind: 'identity' },
  ],
  values: Float64Array.from([1, 2, 1, 1, 0.5, Number.NaN, 1, 2, 1, 1, 2, 1]),
};

const shown = (figure: HTMLElement): HTMLElement => document.body.appendChild(figure);
const rasterOf = (figure: Element) => figure.querySelector('.chart-raster') as HTMLElement;

/** The colour of the canvas under the middle of a cell, red, green and blue. */
function cell(figure: Element, column: number, row: number): number[] {
  const canvas = rasterOf(figure).querySelector('canvas') as HTMLCanvasElement;
  const x = Math.floor(((column + 0.5) / 4) * canvas.width);
  return [...(canvas.getContext('2d')?.getImageData(x, row, 1, 1).data ?? [])].slice(0, 3);
}

describe('ratioRaster', () => {
  it('has a diverging colour for each ratio, blue below 1 and red above, in both themes', () => {
    for (const theme of ['light', 'dark'] as const) {
      const figure = ratioRaster(net, { document, limit: 2, theme });
      const [red = 0, , blue = 0] = cell(figure, 0, 1);
      expect(red).toBeGreaterThan(blue);
      const [less = 0, , more = 0] = cell(figure, 1, 1);
      expect(less).toBeLessThan(more);
      const middle = cell(figure, 0, 0);
      expect(Math.max(...middle) - Math.min(...middle)).toBeLessThan(15);
      expect(middle[0]).toSatisfy((value: number) => (theme === 'light' ? value > 200 : value < 60));
      expect(cell(figure, 1, 2)).toEqual(theme === 'light' ? [0x6b, 0x72, 0x80] : [0x7d, 0x86, 0x94]);
    }
  });

  it('takes the theme of its page, which an attribute of the root chooses', () => {
    document.documentElement.dataset.theme = 'dark';
    expect(pageTheme(document)).toBe('dark');
    const dark = cell(ratioRaster(net, { document, limit: 2 }), 0, 0);
    document.documentElement.dataset.theme = 'light';
    expect(pageTheme(document)).toBe('light');
    expect(cell(ratioRaster(net, { document, limit: 2 }), 0, 0)).not.toEqual(dark);
  });

  it('has equal steps of colour in r on a linear scale, in log r on a logarithmic one', () => {
    const at = (ratio: number, scale: 'log' | 'linear') =>
      cell(ratioRaster({ ...net, values: net.values.map(() => ratio) }, { document, limit: 2, scale }), 0, 0);
    expect(at(0.5, 'log')).toEqual(at(1 / 4, 'log'));
    expect(at(0.5, 'linear')).not.toEqual(at(0, 'linear'));
  });

  it('says which step and which blocks lie under the pointer', () => {
    const figure = shown(ratioRaster(net, { document, limit: 2, width: 800 }));
    const raster = rasterOf(figure);
    const scales = chartScales(figure);
    const box = (raster.querySelector('canvas') as HTMLCanvasElement).getBoundingClientRect();
    for (const [column, step] of net.steps.entries()) {
      const place = placeInDrawing(raster, {
        clientX: box.left + ((column + 0.5) / 4) * box.width,
        clientY: box.top + 0.5 * box.height,
      });
      const found = scales?.step(place?.x ?? 0) ?? -1;
      expect(net.steps.findLast((one) => one <= found)).toBe(step);
      expect(scales?.blocks?.(place?.y ?? 0)).toEqual({ first: 1, last: 1 });
      // The line of the cursor stands where the cell begins.
      expect(scales?.x(step)).toBeCloseTo(
        (scales?.left ?? 0) + (column / 4) * ((scales?.right ?? 0) - (scales?.left ?? 0)),
        0,
      );
    }
    expect(scales?.step(0)).toBeNull();
    expect(scales?.blocks?.(0)).toBeNull();
  });

  it('lays the cells exactly below the frame, at any width of its place', () => {
    for (const width of [300, 1000]) {
      const place = shown(document.createElement('div'));
      place.style.width = `${width}px`;
      const figure = place.appendChild(ratioRaster(net, { document, limit: 2 }));
      const canvas = (rasterOf(figure).querySelector('canvas') as HTMLCanvasElement).getBoundingClientRect();
      const frame = (rasterOf(figure).querySelector('[aria-label="frame"]') as Element).getBoundingClientRect();
      for (const edge of ['left', 'right', 'top', 'bottom'] as const) {
        expect(Math.abs(canvas[edge] - frame[edge])).toBeLessThan(2);
      }
    }
  });

  it('keeps a single spike of a long run of a deep net', () => {
    const ratios = runRatios('deep', sampleRun({ blocksPerStage: 100, steps: 900 }).norms);
    ratios.values.fill(1);
    ratios.values[451 * ratios.blocks.length + 222] = 9;
    const { rows, columns } = ratioGrid(ratios, { maxRows: 128, maxColumns: 400 });
    const figure = ratioRaster(ratios, { document, limit: 2, pixelRatio: 4 });
    const canvas = rasterOf(figure).querySelector('canvas') as HTMLCanvasElement;
    const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
      0,
      0,
      canvas.width,
      canvas.height,
    );
    const colours = new Set(new Uint32Array(data.buffer));
    expect(colours.size).toBe(2);
    expect(canvas.height).toBe(rows.length);
    expect(columns.length).toBeLessThanOrEqual(400);
    expect(figure.textContent).toContain('farthest from 1');
  });
});

describe('pngOf', () => {
  const pixelsOf = async (blob: Blob) => {
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  };

  it.each(['light', 'dark'] as const)('draws a chart as the %s page shows it, a canvas included', async (theme) => {
    const figure = ratioRaster(net, { document, limit: 2, theme });
    const svg = standaloneSvg(figure, { theme });
    expect(new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror')).toBeNull();
    const image = await pixelsOf(await pngOf(svg, { document, scale: 1 }));
    expect(image.width).toBe(640 + 24);
    expect([...image.data.slice(0, 3)]).toEqual(theme === 'light' ? [255, 255, 255] : [0x14, 0x17, 0x1c]);
    const seen = new Set(new Uint32Array(image.data.buffer));
    const expected = cell(figure, 1, 2);
    expect(seen.has(new Uint32Array(Uint8Array.from([...expected, 255]).buffer)[0] as number)).toBe(true);
  });

  it('draws what is XML in any page, hostile names too', async () => {
    const name = `<b>&"'\u0000]]>`;
    const figure = ratioHeatmap({ ...net, name }, { document, limit: 2 });
    const blob = await pngOf(standaloneSvg(figure), { document });
    expect(blob.type).toBe('image/png');
    expect((await pixelsOf(blob)).width).toBe(2 * (640 + 24));
  });

  it('refuses what is no drawing', async () => {
    await expect(pngOf('<svg', { document })).rejects.toThrow('cannot draw');
    await expect(pngOf('<svg/>', { document, scale: 0 })).rejects.toThrow('scale of 0');
  });
});
