import { useCpuBackend } from '@procrustes/testing';
import { tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { accuracyOf } from './accuracy.ts';

useCpuBackend();

describe('accuracyOf', () => {
  it('is the share of rows whose largest logit is the label’s', () => {
    const share = tidy(() => {
      const logits = tensor2d([
        [1, 2, 3],
        [3, 2, 1],
        [0, -1, -2],
        [-3, 5, -3],
      ]);
      return accuracyOf(logits, tensor1d([2, 1, 0, 1], 'int32')).dataSync()[0];
    });
    expect(share).toBe(0.75);
  });
});
