import { Generator } from '@procrustes/random';
import { drawTensor, useCpuBackend } from '@procrustes/testing';
import { ones } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { residualSum } from './residual-sum.ts';
import { expectOp } from './testing/expect-op.ts';

useCpuBackend();

describe('residualSum', () => {
  it('adds, and hands the gradient to both sides', async () => {
    const generator = Generator.named(1, 'sum');
    const shape = [2, 3, 2, 2];
    await expectOp({
      inputs: {
        stream: drawTensor(shape, () => generator.normal()),
        branch: drawTensor(shape, () => generator.normal()),
      },
      op: ({ stream, branch }) => residualSum(stream, branch),
      reference: ({ stream, branch }) => ({
        shape,
        values: stream.values.map((value, index) => value + (branch.values[index] as number)),
      }),
    });
  });

  it('never broadcasts', () => {
    expect(() => residualSum(ones([2, 4, 4, 8]), ones([2, 4, 4, 1]))).toThrow(
      'the stream is [2,4,4,8] and the branch [2,4,4,1]',
    );
    expect(() => residualSum(ones([4, 1]), ones([1, 4]))).toThrow('one shape');
  });
});
