import { describe, expect, it } from 'vitest';
import { rasterPixels } from './raster-pixels.ts';
import { ratioGrid } from './ratio-grid.ts';

const steps = [0, 1, 2, 7];
const grid = ratioGrid(
  {
    name: 'net',
    steps,
    blocks: [
      { site: 'a', kind: 'identity' },
      { site: 'b', kind: 'identity' },
    ],
    values: Float64Array.from([1, 4, 2, 1, 0.5, 1, Number.NaN, 1]),
  },
  { maxRows: 10, maxColumns: 10 },
);
const settings = { width: 12, limit: 4, scale: 'log', theme: 'light' } as const;
const pixelsOf = (given = {}) => {
  const { data, width, height } = rasterPixels(grid, { ...settings, ...given });
  const colours = new Uint32Array(data.buffer);
  return Array.from({ length: height }, (_, row) => [...colours.subarray(row * width, (row + 1) * width)]);
};

describe('rasterPixels', () => {
  it('gives each step its width in steps, and each block a row', () => {
    // Steps 0, 1, 2–6 and, as the last gap was 5, 7–11: twelve pixels for twelve steps.
    const [first = [], second = []] = pixelsOf();
    const runs = (line: number[]) => line.map((colour) => line.indexOf(colour));
    expect(runs(first)).toEqual([0, 1, 2, 2, 2, 2, 2, 7, 7, 7, 7, 7]);
    expect(runs(second)).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('is opposite for r and 1/r in log r only', () => {
    const bytes = (ratio: number, scale: 'log' | 'linear') => [
      ...rasterPixels({ ...grid, values: grid.values.map(() => ratio) }, { ...settings, scale }).data.slice(0, 4),
    ];
    expect(bytes(1, 'log')).toEqual(bytes(1, 'linear'));
    expect(bytes(4, 'log')).toEqual(bytes(4, 'linear'));
    expect(bytes(0.25, 'log')).toEqual(bytes(0, 'log'));
    expect(bytes(0.25, 'linear')).not.toEqual(bytes(0.25, 'log'));
    expect(bytes(Number.NaN, 'log')).toEqual([0x6b, 0x72, 0x80, 255]);
  });

  it('has other colours in the other theme, all of them opaque', () => {
    expect(pixelsOf({ theme: 'dark' })).not.toEqual(pixelsOf());
    const { data } = rasterPixels(grid, settings);
    expect(data.filter((_, index) => index % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });
});
