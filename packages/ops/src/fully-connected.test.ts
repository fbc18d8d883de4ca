import { Generator } from '@procrustes/random';
import { drawTensor, useCpuBackend } from '@procrustes/testing';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { fullyConnected } from './fully-connected.ts';
import { expectOp } from './testing/expect-op.ts';

useCpuBackend();

describe('fullyConnected', () => {
  it.each([
    [3, 4, 4],
    [2, 7, 3],
    [5, 2, 6],
    [1, 1, 1],
  ])('%i images, %i → %i', async (batch, inFeatures, outFeatures) => {
    const generator = Generator.named(1, `${[batch, inFeatures, outFeatures]}`);
    await expectOp({
      inputs: {
        x: drawTensor([batch, inFeatures], () => generator.normal()),
        weight: drawTensor([outFeatures, inFeatures], () => generator.normal()),
        bias: drawTensor([outFeatures], () => generator.normal()),
      },
      op: ({ x, weight, bias }) => fullyConnected(x as Tensor2D, weight as Tensor2D, bias as Tensor1D),
      reference: ({ x, weight, bias }) => ({
        shape: [batch, outFeatures],
        values: Float64Array.from({ length: batch * outFeatures }, (_, index) => {
          const [n, o] = [Math.floor(index / outFeatures), index % outFeatures];
          let y = bias.values[o] as number;
          for (let i = 0; i < inFeatures; i += 1) {
            y += (x.values[n * inFeatures + i] as number) * (weight.values[o * inFeatures + i] as number);
          }
          return y;
        }),
      }),
    });
  });
});
