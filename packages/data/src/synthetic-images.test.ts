import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { type ImageSet, imageValues } from './image-set.ts';
import { syntheticImages } from './synthetic-images.ts';

/** The share of `test` that lies nearest to the mean image of its own class in `train`. */
function nearestMeanAccuracy(train: ImageSet, labels: Uint8Array, test: ImageSet): number {
  const means = Array.from({ length: train.classes }, () => new Float64Array(imageValues));
  const counts = new Float64Array(train.classes);
  for (const [image, label] of labels.entries()) {
    counts[label] = (counts[label] as number) + 1;
    const mean = means[label] as Float64Array;
    for (let value = 0; value < imageValues; value += 1) {
      mean[value] = (mean[value] as number) + (train.pixels[image * imageValues + value] as number);
    }
  }
  const distance = (image: number, label: number) => {
    let sum = 0;
    for (let value = 0; value < imageValues; value += 1) {
      const mean = (means[label]?.[value] as number) / (counts[label] as number);
      sum += ((test.pixels[image * imageValues + value] as number) - mean) ** 2;
    }
    return sum;
  };
  let right = 0;
  for (const [image, label] of test.labels.entries()) {
    const distances = Array.from({ length: train.classes }, (_, candidate) => distance(image, candidate));
    if (distances.indexOf(Math.min(...distances)) === label) right += 1;
  }
  return right / test.labels.length;
}

describe('syntheticImages', () => {
  it('says that it is synthetic, has even class counts, and repeats for its seed', () => {
    const set = syntheticImages({ images: 45, classes: 10, seed: 1 });
    expect(set).toMatchObject({ name: 'synthetic', synthetic: true, classes: 10, size: 32, channels: 3 });
    const counts = Array.from({ length: 10 }, (_, label) => set.labels.filter((found) => found === label).length);
    expect(counts.sort()).toEqual([4, 4, 4, 4, 4, 5, 5, 5, 5, 5]);
    expect(syntheticImages({ images: 45, seed: 1 })).toEqual(set);
    expect(syntheticImages({ images: 45, seed: 2 }).pixels).not.toEqual(set.pixels);
  });

  // Chance is 0.1 with a standard error of 0.03 on 100 images; the classes' colours alone allow far more.
  it('can be learned, and what is learned holds for images of another seed', () => {
    const train = syntheticImages({ images: 300, seed: 3 });
    const test = syntheticImages({ images: 100, seed: 4 });
    expect(nearestMeanAccuracy(train, train.labels, test)).toBeGreaterThan(0.7);
    const order = Generator.named(5, 'wrong labels').permutation(300);
    const wrong = Uint8Array.from(order, (index) => train.labels[index] as number);
    expect(nearestMeanAccuracy(train, wrong, test)).toBeLessThan(0.3);
  });

  it('refuses impossible counts', () => {
    expect(() => syntheticImages({ images: 0, seed: 0 })).toThrow('got 0');
    expect(() => syntheticImages({ images: 5, classes: 257, seed: 0 })).toThrow('got 257');
  });
});
