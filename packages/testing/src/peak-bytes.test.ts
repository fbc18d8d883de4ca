import { ones, type Tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { peakBytes } from './peak-bytes.ts';
import { useCpuBackend } from './use-cpu-backend.ts';

useCpuBackend();

it('is the most that was alive at once, each buffer counted once', () => {
  const held: Tensor[] = [ones([100])];
  const peak = peakBytes(() => {
    const first = ones([10]);
    const shared = first.clone();
    first.dispose();
    ones([20]).dispose();
    shared.dispose();
    held.push(ones([25]));
  });
  // What was there before does not count; the copy shares its ten numbers, and freed them when it was the last.
  expect(peak).toBe((10 + 20) * 4);
  for (const tensor of held) tensor.dispose();
});

it('counts no more once its body has thrown', () => {
  expect(() =>
    peakBytes(() => {
      throw new Error('half-way');
    }),
  ).toThrow('half-way');
  expect(peakBytes(() => ones([3]).dispose())).toBe(12);
});
