import { Generator } from '@procrustes/random';
import { drawTensor, useCpuBackend } from '@procrustes/testing';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { flattenBatch } from './flatten-batch.ts';
import { expectOp } from './testing/expect-op.ts';

useCpuBackend();

describe('flattenBatch', () => {
  it('keeps the order of values', async () => {
    const generator = Generator.named(1, 'flatten');
    await expectOp({
      inputs: { x: drawTensor([2, 3, 4, 2], () => generator.normal()) },
      op: ({ x }) => flattenBatch(x as Tensor4D),
      reference: ({ x }) => ({ shape: [2, 24], values: x.values.slice() }),
    });
  });
});
