import { describe, expect, it } from 'vitest';
import { evaluationBatches } from './evaluation-batches.ts';
import { imageValues } from './image-set.ts';
import { normalisations, normalisationTable } from './normalisation.ts';
import { syntheticImages } from './synthetic-images.ts';

const set = syntheticImages({ images: 7, seed: 1 });

describe('evaluationBatches', () => {
  it('gives every image once, in order, as it is, with a short last batch', () => {
    const batches = [...evaluationBatches(set, 3)];
    expect(batches.map(({ labels }) => labels.length)).toEqual([3, 3, 1]);
    expect(batches.flatMap(({ labels }) => [...labels])).toEqual([...set.labels]);
    const table = normalisationTable(normalisations.synthetic);
    const values = batches.flatMap(({ images }) => [...images]);
    expect(values).toHaveLength(7 * imageValues);
    expect(values).toEqual(Array.from(set.pixels, (value, index) => table[256 * (index % 3) + value]));
  });

  it('refuses a batch size that is none', () => {
    expect(() => evaluationBatches(set, 0).next()).toThrow('got 0');
  });
});
