import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { type ImageSet, imageValues } from './image-set.ts';
import { splitValidation } from './split-validation.ts';

/** A set whose images carry their own number in the first two bytes. */
function numbered(labels: readonly number[], classes: number): ImageSet {
  const pixels = new Uint8Array(labels.length * imageValues);
  for (const index of labels.keys()) pixels.set([index >> 8, index & 255], index * imageValues);
  return {
    name: 'synthetic',
    classes,
    size: 32,
    channels: 3,
    pixels,
    labels: Uint8Array.from(labels),
    synthetic: true,
  };
}

const numbersOf = ({ pixels, labels }: ImageSet) =>
  Array.from(
    labels,
    (_, index) => (pixels[index * imageValues] as number) * 256 + (pixels[index * imageValues + 1] as number),
  );
const counts = ({ labels, classes }: ImageSet) =>
  Array.from({ length: classes }, (_, label) => labels.filter((found) => found === label).length);

describe('splitValidation', () => {
  const labels = Array.from({ length: 300 }, (_, index) => (index * 7) % 10);
  const set = numbered(labels, 10);

  it('gives two disjoint parts that make up the set, with their labels', () => {
    const { training, validation } = splitValidation(set, 55, Generator.named(1, 'split'));
    expect(validation.labels).toHaveLength(55);
    const numbers = [...numbersOf(training), ...numbersOf(validation)];
    expect(numbers.sort((a, b) => a - b)).toEqual([...labels.keys()]);
    for (const part of [training, validation]) {
      expect([...part.labels]).toEqual(numbersOf(part).map((number) => labels[number]));
    }
  });

  it('takes as evenly from every class as can be', () => {
    const even = counts(splitValidation(set, 55, Generator.named(2, 'split')).validation);
    expect([...even].sort((a, b) => a - b)).toEqual([5, 5, 5, 5, 5, 6, 6, 6, 6, 6]);
    const rare = numbered([...Array(20).fill(0), 1, 1, ...Array(20).fill(2)], 4);
    expect(counts(splitValidation(rare, 12, Generator.named(3, 'split')).validation)).toEqual([5, 2, 5, 0]);
  });

  it('repeats for the same generator and differs for another', () => {
    const split = (seed: number) => numbersOf(splitValidation(set, 50, Generator.named(seed, 'split')).validation);
    expect(split(4)).toEqual(split(4));
    expect(split(4)).not.toEqual(split(5));
  });

  it('refuses impossible sizes and labels', () => {
    for (const images of [-1, 300, 1.5]) {
      expect(() => splitValidation(set, images, Generator.named(0, ''))).toThrow(`${images} of 300`);
    }
    expect(() => splitValidation(numbered([0, 9], 2), 1, Generator.named(0, ''))).toThrow('label 9');
  });
});
