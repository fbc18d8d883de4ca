import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastUntil } from './last-until.ts';

describe('lastUntil', () => {
  it('finds what a search from the end finds', () => {
    const ascending = fc.uniqueArray(fc.integer({ min: 0, max: 50 })).map((steps) => steps.sort((a, b) => a - b));
    fc.assert(
      fc.property(ascending, fc.integer({ min: -1, max: 51 }), (steps, wanted) => {
        expect(lastUntil(steps, (step) => step, wanted)).toBe(steps.findLastIndex((step) => step <= wanted));
      }),
      { seed: 1 },
    );
  });

  it('takes the last of all where no end is given', () => {
    expect(lastUntil([1, 2, 3], (step) => step, Number.POSITIVE_INFINITY)).toBe(2);
  });
});
