import { useCpuBackend } from '@procrustes/testing';
import { tensor1d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { reluGradient } from './relu-gradient.ts';
import { describeOp } from './testing/describe-op.ts';
import { reluGradientCases } from './testing/stream-cases.ts';

useCpuBackend();

describeOp('reluGradient', reluGradientCases);

it('passes dy where y is positive, and nothing else: the gradient at 0 is 0', async () => {
  const dx = tidy(() => reluGradient(tensor1d([1, -2, 3]), tensor1d([0.5, 2, 0])));
  expect(await dx.data()).toEqual(Float32Array.of(1, -2, 0));
});
