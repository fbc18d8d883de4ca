import { describe, expect, it } from 'vitest';
import { lineFit } from './line-fit.ts';

describe('lineFit', () => {
  it('goes through points of a line', () => {
    const { intercept, slope, deviations } = lineFit([54, 90, 210, 333], [112, 184, 424, 670]);
    expect(intercept).toBeCloseTo(4, 9);
    expect(slope).toBeCloseTo(2, 12);
    for (const deviation of deviations) expect(Math.abs(deviation)).toBeLessThan(1e-12);
  });

  it('has no less sum of squared relative deviations beside it', () => {
    const [xs, ys] = [
      [1, 2, 4],
      [1, 3, 4],
    ];
    const { intercept, slope, deviations } = lineFit(xs, ys);
    const cost = (a: number, b: number) =>
      xs.reduce((sum, x, i) => sum + (1 - (a + b * x) / (ys[i] as number)) ** 2, 0);
    for (const [da, db] of [
      [0.01, 0],
      [-0.01, 0],
      [0, 0.01],
      [0, -0.01],
    ] as const)
      expect(cost(intercept + da, slope + db)).toBeGreaterThan(cost(intercept, slope));
    // A curve is told from a line.
    expect(Math.max(...deviations.map(Math.abs))).toBeGreaterThan(0.1);
  });

  it('refuses what is no line', () => {
    expect(() => lineFit([3, 3], [1, 2])).toThrow('a line needs two different x at least');
    expect(() => lineFit([1, 2], [1, 0])).toThrow('got x = 1, 2 and y = 1, 0');
    expect(() => lineFit([1, 2], [1])).toThrow('as many positive y');
  });
});
