import { describe, expect, it } from 'vitest';
import { imageValues } from './image-set.ts';
import { subset } from './subset.ts';
import { syntheticImages } from './synthetic-images.ts';

const set = syntheticImages({ images: 12, seed: 1 });
const image = (of: typeof set, index: number) => of.pixels.slice(index * imageValues, (index + 1) * imageValues);

describe('subset', () => {
  it('takes images with their labels in the order given', () => {
    const part = subset(set, [7, 0, 7]);
    expect([...part.labels]).toEqual([set.labels[7], set.labels[0], set.labels[7]]);
    expect(image(part, 0)).toEqual(image(set, 7));
    expect(image(part, 1)).toEqual(image(set, 0));
    expect(part.synthetic).toBe(true);
  });

  it('takes a range', () => {
    const part = subset(set, { start: 3, end: 5 });
    expect(part.labels).toEqual(set.labels.slice(3, 5));
    expect(image(part, 1)).toEqual(image(set, 4));
  });

  it('refuses what is not in the set', () => {
    expect(() => subset(set, [12])).toThrow('image 12 does not exist');
    expect(() => subset(set, [0.5])).toThrow('image 0.5');
    expect(() => subset(set, { start: 4, end: 13 })).toThrow('4 to 13');
  });
});
