import { describe, expect, it } from 'vitest';
import { pairedRatios, spread } from './spread.ts';

describe('spread', () => {
  it('has the median in the middle, whatever the order, and leaves the samples as they are', () => {
    const samples = [9, 1, 5];
    expect(spread(samples)).toEqual({ samples: [9, 1, 5], median: 5, min: 1, max: 9 });
    expect(spread([4, 1, 2, 9]).median).toBe(3);
    expect(spread([7])).toEqual({ samples: [7], median: 7, min: 7, max: 7 });
    // Not as text, where 10 comes before 9.
    expect(spread([10, 9, 8]).median).toBe(9);
  });

  it('refuses nothing at all', () => {
    expect(() => spread([])).toThrow('a spread needs one sample at least, got none');
  });
});

describe('pairedRatios', () => {
  it('are of each round: a machine that slows down in between leaves them as they are', () => {
    const slowing = [1, 2, 40];
    const ratios = pairedRatios(
      slowing.map((slowness) => 3 * slowness),
      slowing.map((slowness) => 2 * slowness),
    );
    expect(ratios).toEqual({ samples: [1.5, 1.5, 1.5], median: 1.5, min: 1.5, max: 1.5 });
    // The ratio of the medians of rounds that were not paired says something else.
    expect(pairedRatios([1, 2, 3], [3, 2, 1]).samples).toEqual([1 / 3, 1, 3]);
  });

  it('refuses rounds that one of the two missed', () => {
    expect(() => pairedRatios([1, 2], [1])).toThrow('ratios are of the same rounds, got 2 and 1');
  });
});
