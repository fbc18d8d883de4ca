import { describe, expect, it } from 'vitest';
import { clearSign, meanAndDeviation, meanText } from './mean-and-deviation.ts';

describe('meanAndDeviation', () => {
  it('is that of a sample', () => {
    expect(meanAndDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7), count: 8 });
    expect(meanAndDeviation([3]).deviation).toBeNaN();
    expect(() => meanAndDeviation([])).toThrow('got none');
  });

  it('is written with its deviation where there is one', () => {
    expect(meanText(meanAndDeviation([1, 2]), 2)).toBe('1.50 ± 0.71');
    expect(meanText(meanAndDeviation([1.234]), 2)).toBe('1.23');
    expect(meanText(meanAndDeviation([1, Number.NaN]), 2)).toBe('none');
  });
});

describe('clearSign', () => {
  const [low, high, wide] = [
    [1, 2],
    [4, 5],
    [0, 10],
  ].map(meanAndDeviation) as [Values, Values, Values];
  type Values = ReturnType<typeof meanAndDeviation>;

  it('tells means apart that lie farther from one another than both deviate', () => {
    expect([clearSign(low, high), clearSign(high, low)]).toEqual([-1, 1]);
    expect([clearSign(low, wide), clearSign(wide, high), clearSign(low, low)]).toEqual([0, 0, 0]);
  });

  it('tells nothing of one value alone, nor of one that is missing', () => {
    expect(clearSign(meanAndDeviation([1]), high)).toBe(0);
    expect(clearSign(meanAndDeviation([1, Number.NaN]), high)).toBe(0);
  });
});
