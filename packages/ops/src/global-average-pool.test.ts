import { Generator } from '@procrustes/random';
import { drawTensor, useCpuBackend } from '@procrustes/testing';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { globalAveragePool } from './global-average-pool.ts';
import { expectOp } from './testing/expect-op.ts';

useCpuBackend();

describe('globalAveragePool', () => {
  it.each([
    [2, 4, 4, 3],
    [1, 2, 5, 2],
    [3, 5, 1, 1],
    [2, 1, 1, 4],
  ])('[%i, %i, %i, %i]', async (batch, height, width, channels) => {
    const generator = Generator.named(1, `${[batch, height, width, channels]}`);
    await expectOp({
      inputs: { x: drawTensor([batch, height, width, channels], () => generator.normal()) },
      op: ({ x }) => globalAveragePool(x as Tensor4D),
      reference: ({ x }) => {
        const values = new Float64Array(batch * channels);
        x.values.forEach((value, index) => {
          const at = Math.floor(index / (height * width * channels)) * channels + (index % channels);
          values[at] = (values[at] as number) + value / (height * width);
        });
        return { shape: [batch, channels], values };
      },
    });
  });
});
