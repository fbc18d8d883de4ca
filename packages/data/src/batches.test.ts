import { describe, expect, it } from 'vitest';
import { noAugmentation } from './augmentation.ts';
import { type Batch, Batches } from './batches.ts';
import { evaluationBatches } from './evaluation-batches.ts';
import { imageValues } from './image-set.ts';
import { subset } from './subset.ts';
import { syntheticImages } from './synthetic-images.ts';

const set = syntheticImages({ images: 23, seed: 1 });
const take = (batches: Batches, count: number): Batch[] => Array.from({ length: count }, () => batches.next());
const key = (values: Float32Array, image: number) =>
  values.subarray(image * imageValues, image * imageValues + 12).join();

describe('Batches', () => {
  it('repeats for the same seed and differs for another', () => {
    const first = take(new Batches(set, { batchSize: 5, seed: 1 }), 9);
    expect(take(new Batches(set, { batchSize: 5, seed: 1 }), 9)).toEqual(first);
    expect(take(new Batches(set, { batchSize: 5, seed: 2 }), 9)).not.toEqual(first);
  });

  it('shows each image at most once an epoch, with its label, and drops the last incomplete batch', () => {
    const batches = new Batches(set, { batchSize: 5, seed: 3, augmentation: noAugmentation });
    expect(batches.stepsPerEpoch).toBe(4);
    const [whole] = evaluationBatches(set, 23);
    const known = new Map(Array.from(set.labels, (label, image) => [key(whole?.images as Float32Array, image), label]));
    const orders: string[] = [];
    for (let epoch = 0; epoch < 3; epoch += 1) {
      const seen: string[] = [];
      for (const batch of take(batches, 4)) {
        expect(batch.epoch).toBe(epoch);
        expect(batch.images).toHaveLength(5 * imageValues);
        for (const [image, label] of batch.labels.entries()) {
          expect(known.get(key(batch.images, image))).toBe(label);
          seen.push(key(batch.images, image));
        }
      }
      expect(new Set(seen).size).toBe(20);
      orders.push(seen.join('|'));
    }
    expect(new Set(orders).size).toBe(3);
  });

  it('goes on from a state that went through JSON exactly as if never interrupted, at every step', () => {
    const uninterrupted = new Batches(set, { batchSize: 5, seed: 4 });
    for (let step = 0; step < 10; step += 1) {
      const state = JSON.parse(JSON.stringify(uninterrupted.state));
      // Another seed: everything that matters must come from the state.
      const resumed = new Batches(set, { batchSize: 5, seed: 99 });
      take(resumed, 3);
      resumed.restore(state);
      expect(resumed.state).toEqual(state);
      const ahead = new Batches(set, { batchSize: 5, seed: 4 });
      take(ahead, step);
      expect(take(resumed, 6)).toEqual(take(ahead, 6));
      uninterrupted.next();
    }
  });

  it('hands out arrays of its own each time', () => {
    const batches = new Batches(set, { batchSize: 4, seed: 5 });
    const [first, second] = take(batches, 2);
    expect(first?.images.buffer).not.toBe(second?.images.buffer);
  });

  it('refuses a batch size or state that does not fit, and keeps its own state then', () => {
    for (const batchSize of [0, 24, 2.5]) {
      expect(() => new Batches(set, { batchSize, seed: 0 })).toThrow(`batch size ${batchSize}`);
    }
    const batches = new Batches(set, { batchSize: 4, seed: 6 });
    const { state } = batches;
    const other = new Batches(subset(set, { start: 0, end: 9 }), { batchSize: 4, seed: 6 });
    expect(() => other.restore(state)).toThrow('set of 23 images, this one has 9');
    expect(() => batches.restore({ ...state, position: 24 })).toThrow('position is 24');
    expect(() => batches.restore({ ...state, epoch: -1 })).toThrow('epoch is -1');
    expect(() => batches.restore({ ...state, order: [1, 2] })).toThrow('[1, 2]');
    expect(() => batches.restore({ ...state, augmentation: [0, 0, 0, 0] })).toThrow('[0, 0, 0, 0]');
    expect(batches.state).toEqual(state);
  });
});
