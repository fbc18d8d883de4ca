import { describe, expect, it } from 'vitest';
import { type Recompute, segmentLength } from './recompute.ts';

describe('segmentLength', () => {
  it('is all blocks for none, one for block, and the number itself, but no more than there are', () => {
    expect(segmentLength('none', 54)).toBe(54);
    expect(segmentLength('block', 54)).toBe(1);
    expect(segmentLength(7, 54)).toBe(7);
    expect(segmentLength(99, 54)).toBe(54);
  });

  it('is for auto the length of least memory: L/k + 3k inputs', () => {
    for (const blocks of [1, 2, 5, 12, 27, 54, 333, 336]) {
      const memory = (k: number) => blocks / k + 3 * k;
      const lengths = Array.from({ length: blocks }, (_, index) => index + 1);
      const least = Math.min(...lengths.map(memory));
      // Rounded to a whole length by the root, not by the sum: at most a few per cent off.
      expect(memory(segmentLength('auto', blocks)), `${blocks} blocks`).toBeLessThan(1.05 * least);
    }
    expect(segmentLength('auto', 333)).toBe(11);
    expect(segmentLength('auto', 1)).toBe(1);
  });

  it.each([0, -1, 1.5, Number.NaN, 'all', '2', null])('refuses %j, and says what it takes', (recompute) => {
    expect(() => segmentLength(recompute as Recompute, 54)).toThrow(RangeError);
    expect(() => segmentLength(recompute as Recompute, 54)).toThrow("'none', 'block', 'auto' or a whole number");
  });
});
