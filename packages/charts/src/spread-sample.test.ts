import { describe, expect, it } from 'vitest';
import { spreadSample } from './spread-sample.ts';

describe('spreadSample', () => {
  it('is everything in order where that is few', () => {
    expect([...spreadSample(4, 4)]).toEqual([0, 1, 2, 3]);
    expect([...spreadSample(0, 4)]).toEqual([]);
  });

  it('meets every block and every step about equally often', () => {
    const [blocks, steps, size] = [100, 1000, 10_000];
    const count = (keys: number[], of: number) =>
      keys.reduce((counts, key) => counts.map((one, index) => one + Number(index === key)), Array<number>(of).fill(0));
    const places = [...spreadSample(blocks * steps, size)];
    const byBlock = count(
      places.map((place) => place % blocks),
      blocks,
    );
    expect(Math.min(...byBlock)).toBeGreaterThan(70);
    expect(Math.max(...byBlock)).toBeLessThan(130);
    // Negative control: a whole stride meets a tenth of the blocks only.
    expect(new Set(places.map((_, sample) => (sample * 10) % blocks)).size).toBe(10);
  });
});
