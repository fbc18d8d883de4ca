import { useCpuBackend } from '@procrustes/testing';
import { tensor4d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { repeatPixels } from './repeat-pixels.ts';

useCpuBackend();

it('repeatPixels repeats along rows and columns, and keeps channels together', async () => {
  const y = repeatPixels(tensor4d([1, -1, 2, -2], [1, 1, 2, 2]), 2);
  expect(y.shape).toEqual([1, 2, 4, 2]);
  const row = [1, -1, 1, -1, 2, -2, 2, -2];
  expect(await y.data()).toEqual(Float32Array.of(...row, ...row));
});
