import { describe, expect, it } from 'vitest';
import { meanAndDeviation, meanText } from './mean-and-deviation.ts';

describe('meanAndDeviation', () => {
  it('is that of a sample', () => {
    expect(meanAndDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7), count: 8 });
    expect(meanAndDeviation([3]).deviation).toBeNaN();
    expect(() => meanAndDeviation([])).toThrow('got none');
  });

  it('is written with its deviation where there is one', () => {
    expect(meanText(meanAndDeviation([1, 2]), 2)).toBe('1.50 ± 0.71');
    expect(meanText(meanAndDeviation([1.234]), 2)).toBe('1.23');
  });
});
