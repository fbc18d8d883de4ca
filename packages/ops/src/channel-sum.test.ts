import { Generator } from '@procrustes/random';
import { drawTensor, useCpuBackend } from '@procrustes/testing';
import { tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { channelSum } from './channel-sum.ts';

useCpuBackend();

describe('channelSum', () => {
  it.each([
    [2, 3, 4, 3],
    [1, 1, 5, 1],
    [4, 2, 1, 7],
  ] as const)('[%i, %i, %i, %i]', async (...shape) => {
    const generator = Generator.named(1, `${shape}`);
    const x = drawTensor(shape, () => generator.normal());
    const expected = new Float64Array(shape[3]);
    x.values.forEach((value, index) => {
      expected[index % shape[3]] = (expected[index % shape[3]] as number) + value;
    });
    const sums = channelSum(tensor4d(Float32Array.from(x.values), [...shape]));
    expect(sums.shape).toEqual([shape[3]]);
    expect(await sums.data()).toBeRelativelyClose(expected, 1e-5);
  });
});
