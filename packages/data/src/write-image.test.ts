import { describe, expect, it } from 'vitest';
import type { Augmentation, AugmentationDraw } from './augmentation.ts';
import { imageValues } from './image-set.ts';
import { normalisations, normalisationTable } from './normalisation.ts';
import { syntheticImages } from './synthetic-images.ts';
import { writeImage } from './write-image.ts';

const table = normalisationTable(normalisations.cifar10);
const { pixels } = syntheticImages({ images: 2, seed: 3 });

function written(draw: AugmentationDraw, padding: Augmentation['padding']): Float32Array {
  const values = new Float32Array(2 * imageValues);
  writeImage(pixels, 1, table, draw, padding, { values, image: 1 });
  expect(values.subarray(0, imageValues).every((value) => value === 0)).toBe(true);
  return values.slice(imageValues);
}

type Plane = number[][];

/** The definition, step by step on nested arrays: normalise, mirror, pad to 40 × 40, cut 32 × 32 out. */
function reference({ flip, down, right }: AugmentationDraw, padding: Augmentation['padding']): number[] {
  const planes = [0, 1, 2].map((channel): Plane => {
    const rows: Plane = [];
    for (let y = 0; y < 32; y += 1) {
      const row: number[] = [];
      for (let x = 0; x < 32; x += 1) {
        row.push(table[256 * channel + (pixels[imageValues + (y * 32 + x) * 3 + channel] as number)] as number);
      }
      rows.push(flip ? row.reverse() : row);
    }
    const padLine = <T>(line: T[], zero: T): T[] =>
      padding === 'reflection'
        ? [...line.slice(1, 5).reverse(), ...line, ...line.slice(-5, -1).reverse()]
        : [...Array(4).fill(zero), ...line, ...Array(4).fill(zero)];
    const wide = rows.map((row) => padLine(row, 0));
    const padded = padLine(wide, Array<number>(40).fill(0));
    return padded.slice(4 + down, 36 + down).map((row) => row.slice(4 + right, 36 + right));
  });
  const values: number[] = [];
  for (let y = 0; y < 32; y += 1) {
    for (let x = 0; x < 32; x += 1) for (const plane of planes) values.push(plane[y]?.[x] as number);
  }
  return values;
}

describe('writeImage', () => {
  const offsets = [-4, -1, 0, 3, 4];
  for (const padding of ['zeros', 'reflection'] as const) {
    it(`equals the step-by-step definition with ${padding}, exactly`, () => {
      for (const flip of [false, true]) {
        for (const down of offsets) {
          for (const right of offsets) {
            const draw = { flip, down, right };
            expect([...written(draw, padding)], JSON.stringify(draw)).toEqual(reference(draw, padding));
          }
        }
      }
    });
  }

  it('tells the two paddings, a flip and an offset apart', () => {
    const shifted = { flip: false, down: 2, right: 0 };
    expect(written(shifted, 'zeros')).not.toEqual(written(shifted, 'reflection'));
    expect(written(shifted, 'zeros')).not.toEqual(written({ ...shifted, flip: true }, 'zeros'));
    expect(written(shifted, 'zeros')).not.toEqual(written({ ...shifted, down: -2 }, 'zeros'));
  });
});
