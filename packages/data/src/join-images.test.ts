import { describe, expect, it } from 'vitest';
import { joinImages } from './join-images.ts';
import { subset } from './subset.ts';
import { syntheticImages } from './synthetic-images.ts';

const set = syntheticImages({ images: 9, seed: 4 });

describe('joinImages', () => {
  it('puts the parts of a set together again', () => {
    const parts = [
      { start: 0, end: 4 },
      { start: 4, end: 4 },
      { start: 4, end: 9 },
    ].map((range) => subset(set, range));
    expect(joinImages(parts)).toEqual(set);
    expect(joinImages([...parts].reverse())).not.toEqual(set);
  });

  it('refuses no set at all, and sets of different classes', () => {
    expect(() => joinImages([])).toThrow('give at least one set');
    expect(() => joinImages([set, { ...set, classes: 3 }])).toThrow('synthetic (10 classes) and of synthetic (3)');
  });
});
