import { expect, it } from 'vitest';
import { stepForKey } from './step-for-key.ts';

const steps = Array.from({ length: 40 }, (_, index) => 10 * index);

it.each([
  ['ArrowRight', 100, 110],
  ['ArrowLeft', 100, 90],
  ['ArrowLeft', 105, 90],
  ['PageUp', 100, 140],
  ['PageDown', 100, 60],
  ['Home', 100, 0],
  ['End', 100, null],
  ['ArrowLeft', null, 380],
  ['ArrowRight', 390, null],
  ['ArrowRight', null, null],
  ['ArrowLeft', 0, 0],
])('%s from %s is %s', (key, at, step) => {
  expect(stepForKey(key, steps, at)).toBe(step);
});

it('is nothing for other keys, and where there are no steps', () => {
  expect(stepForKey('a', steps, 100)).toBeUndefined();
  expect(stepForKey('ArrowLeft', [], null)).toBeUndefined();
});
