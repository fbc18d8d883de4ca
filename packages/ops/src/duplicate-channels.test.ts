import { Generator } from '@procrustes/random';
import { drawTensor, useCpuBackend } from '@procrustes/testing';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { duplicateChannels } from './duplicate-channels.ts';
import { expectOp } from './testing/expect-op.ts';

useCpuBackend();

describe('duplicateChannels', () => {
  it.each([1, 2, 3])('%i channels: a map, then its copy', async (channels) => {
    const generator = Generator.named(1, `${channels}`);
    await expectOp({
      inputs: { x: drawTensor([2, 3, 2, channels], () => generator.normal()) },
      op: ({ x }) => duplicateChannels(x as Tensor4D),
      reference: ({ x }) => ({
        shape: [2, 3, 2, 2 * channels],
        values: Float64Array.from({ length: 2 * x.values.length }, (_, index) => {
          const pixel = Math.floor(index / (2 * channels));
          return x.values[pixel * channels + (index % channels)] as number;
        }),
      }),
    });
  });
});
