import { describe, expect, it } from 'vitest';
import { logHistogram } from './log-histogram.ts';

describe('logHistogram', () => {
  it('has bins of equal ratio, and shares that add up to 1', () => {
    const bins = logHistogram([1, 1.9, 2.1, 8, 16], [1, 16], 4);
    for (const { start, end } of bins) expect(end / start).toBeCloseTo(2, 12);
    expect(bins.map(({ share }) => share)).toEqual([0.4, 0.2, 0, 0.4]);
  });

  it('counts what it cannot place', () => {
    const bins = logHistogram([2, Number.NaN, Number.POSITIVE_INFINITY, 0, -1, 100], [1, 16], 4);
    expect(bins.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1 / 6, 12);
    expect(logHistogram([], [1, 16], 4).every(({ share }) => share === 0)).toBe(true);
  });
});
