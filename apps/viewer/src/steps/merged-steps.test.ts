import { expect, it } from 'vitest';
import { mergedSteps } from './merged-steps.ts';

it('has each step once, ascending', () => {
  expect(mergedSteps([[1, 3, 5], [], [2, 3, 9]])).toEqual([1, 2, 3, 5, 9]);
});

it('is the list itself where all are the same', () => {
  const steps = [1, 2, 3];
  expect(mergedSteps([steps, [1, 2, 3], []])).toBe(steps);
  expect(mergedSteps([steps, [1, 2, 4]])).toEqual([1, 2, 3, 4]);
});

it('is empty of none', () => {
  expect(mergedSteps([])).toEqual([]);
});
