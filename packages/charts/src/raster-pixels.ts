import { notFiniteColour, ratioColourAt, type Theme } from './palette.ts';
import type { RatioGrid } from './ratio-grid.ts';
import { ratioLevel } from './ratio-level.ts';

/** Colours on each side of r = 1. */
const shades = 127;

/** An image: RGBA, four bytes a pixel, row-major from the top. */
export interface RasterPixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/**
 * A grid as an image: a row of pixels for each of its rows; across, each pixel has the colour of the column whose steps it lies in.
 */
export function rasterPixels(
  { rows, columns, values }: RatioGrid,
  settings: {
    readonly width: number;
    readonly limit: number;
    readonly scale: 'log' | 'linear';
    readonly theme: Theme;
  },
): RasterPixels {
  const { limit, scale, theme } = settings;
  const width = Math.max(1, settings.width);
  const data = new Uint8ClampedArray(4 * width * rows.length);
  const image = new Uint32Array(data.buffer);
  const colours = shadesOf(theme);
  const columnOf = columnsOfPixels(columns, width);
  const line = new Uint32Array(columns.length);
  for (let row = 0; row < rows.length; row += 1) {
    for (let column = 0; column < columns.length; column += 1) {
      const level = ratioLevel(values[row * columns.length + column] as number, limit, scale);
      line[column] = colours[Number.isNaN(level) ? 2 * shades + 1 : Math.round(shades * level) + shades] as number;
    }
    for (let pixel = 0; pixel < width; pixel += 1)
      image[row * width + pixel] = line[columnOf[pixel] as number] as number;
  }
  return { data, width, height: rows.length };
}

/** The column in which the middle of each pixel lies. */
function columnsOfPixels(columns: RatioGrid['columns'], width: number): Uint32Array {
  const places = new Uint32Array(width);
  const [first, end] = [columns[0]?.firstStep ?? 0, columns.at(-1)?.end ?? 1];
  let column = 0;
  for (let pixel = 0; pixel < width; pixel += 1) {
    const step = first + ((pixel + 0.5) / width) * (end - first);
    while (column < columns.length - 1 && step >= (columns[column]?.end ?? end)) column += 1;
    places[pixel] = column;
  }
  return places;
}

const known = new Map<Theme, Uint32Array>();

/** The colours of levels −1 to 1, and behind them that of what is not finite; each as its four bytes lie in memory. */
function shadesOf(theme: Theme): Uint32Array {
  let colours = known.get(theme);
  if (colours === undefined) {
    const hexadecimals = [
      ...Array.from({ length: 2 * shades + 1 }, (_, index) => ratioColourAt((index - shades) / shades, theme)),
      notFiniteColour[theme],
    ];
    const bytes = hexadecimals.flatMap((colour) => [
      ...[1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16)),
      255,
    ]);
    colours = new Uint32Array(Uint8Array.from(bytes).buffer);
    known.set(theme, colours);
  }
  return colours;
}
