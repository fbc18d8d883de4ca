import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { spreadWithZeros } from './spread-with-zeros.ts';

useCpuBackend();

const spread = (maxHeight: number, maxWidth: number) =>
  expectTensorCount(async () => {
    const x = tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    const y: Tensor4D = tidy(() => spreadWithZeros(x, 2, maxHeight, maxWidth));
    const found = { shape: y.shape, values: [...(await y.data())] };
    for (const tensor of [x, y]) tensor.dispose();
    return found;
  });

describe('spreadWithZeros', () => {
  it('puts zeros behind every pixel and under every row', async () => {
    expect(await spread(2, 4)).toEqual({
      shape: [1, 2, 4, 2],
      values: [1, 2, 0, 0, 3, 4, 0, 0, ...Array(8).fill(0)],
    });
  });

  it('cuts what is behind the last pixel', async () => {
    expect(await spread(1, 3)).toEqual({ shape: [1, 1, 3, 2], values: [1, 2, 0, 0, 3, 4] });
  });
});
