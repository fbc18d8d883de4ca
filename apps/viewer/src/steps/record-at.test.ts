import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestStep, recordAt } from './record-at.ts';

const steps = [1, 2, 5, 10, 11];

describe('recordAt', () => {
  it.each([
    [0, -1],
    [1, 0],
    [4, 1],
    [5, 2],
    [9.9, 2],
    [400, 4],
    [null, 4],
  ])('at step %s is record %s', (step, record) => {
    expect(recordAt(steps, step)).toBe(record);
  });

  it('finds what a search from the end finds', () => {
    const ascending = fc.uniqueArray(fc.integer({ min: 0, max: 50 })).map((drawn) => drawn.sort((a, b) => a - b));
    fc.assert(
      fc.property(ascending, fc.integer({ min: -1, max: 51 }), (drawn, wanted) => {
        expect(recordAt(drawn, wanted)).toBe(drawn.findLastIndex((step) => step <= wanted));
      }),
      { seed: 1 },
    );
  });

  it('takes the last of all where no end is given', () => {
    expect(recordAt([1, 2, 3], Number.POSITIVE_INFINITY)).toBe(2);
  });

  it('is −1 of no records', () => {
    expect(recordAt([], null)).toBe(-1);
    expect(recordAt([], 3)).toBe(-1);
  });
});

describe('nearestStep', () => {
  it.each([
    [-3, 1],
    [3, 2],
    [4, 5],
    [7, 5],
    [8, 10],
    [99, 11],
  ])('to %s is %s', (step, nearest) => {
    expect(nearestStep(steps, step)).toBe(nearest);
  });

  it('is null of no steps', () => {
    expect(nearestStep([], 3)).toBeNull();
  });
});
