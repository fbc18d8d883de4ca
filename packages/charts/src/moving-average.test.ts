import { describe, expect, it } from 'vitest';
import { movingAverage } from './moving-average.ts';

describe('movingAverage', () => {
  it('averages what is there so far, then the last `span`', () => {
    expect(movingAverage([2, 4, 6, 8], 2)).toEqual([2, 3, 5, 7]);
    expect(movingAverage([2, 4], 1)).toEqual([2, 4]);
  });

  it('neither spreads nor hides what is not finite', () => {
    expect(movingAverage([2, Number.NaN, 4, 6], 3)).toEqual([2, Number.NaN, 3, 5]);
    expect(movingAverage([1e308, 1e308], 2)[1]).toBeCloseTo(1e308, -300);
  });
});
