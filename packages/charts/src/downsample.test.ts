import { describe, expect, it } from 'vitest';
import { downsample } from './downsample.ts';

const itself = (value: number) => value;

describe('downsample', () => {
  it('returns short series as they are', () => {
    const values = [3, 1, 2];
    expect(downsample(values, itself, 5)).toBe(values);
  });

  it('keeps a single spike, a single dip, both ends and the order', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => index / 10_000);
    values[5_001] = 100;
    values[7_777] = -100;
    const kept = downsample(values, itself, 50);
    expect(kept.length).toBeLessThanOrEqual(50);
    expect(kept).toContain(100);
    expect(kept).toContain(-100);
    expect(kept.at(0)).toBe(values.at(0));
    expect(kept.at(-1)).toBe(values.at(-1));
    const positions = kept.map((value) => values.indexOf(value));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    // Negative control: every 200th record, as naive thinning takes, loses both.
    const thinned = values.filter((_, index) => index % 200 === 0);
    expect(thinned).not.toContain(100);
    expect(thinned).not.toContain(-100);
  });

  it('keeps a gap', () => {
    const values = Array.from({ length: 1000 }, () => 1);
    values[500] = Number.NaN;
    expect(downsample(values, itself, 20).some(Number.isNaN)).toBe(true);
    expect(
      downsample(
        values.map(() => Number.NaN),
        itself,
        20,
      ).length,
    ).toBeLessThanOrEqual(20);
  });

  it('refuses a limit that cannot hold the extremes', () => {
    expect(() => downsample([1], itself, 4)).toThrow('got a limit of 4');
    expect(() => downsample([1], itself, Number.NaN)).toThrow('NaN');
  });
});
