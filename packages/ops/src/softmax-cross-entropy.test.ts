import { useCpuBackend } from '@procrustes/testing';
import { type Tensor, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { describeOp } from './testing/describe-op.ts';
import { naiveCrossEntropy, softmaxCrossEntropyCases } from './testing/head-cases.ts';
import { valueAndGradients } from './value-and-gradients.ts';

useCpuBackend();

describeOp('softmaxCrossEntropy', softmaxCrossEntropyCases);

describe('softmaxCrossEntropy', () => {
  it.each([1e4, -1e4, 1e30])('stays finite at logits of %e', async (size) => {
    const logits = tensor2d([size, 0, 0, 0, size, 0], [2, 3]);
    const labels = tensor1d([1, 1], 'int32');
    const { value, gradients } = valueAndGradients(() => softmaxCrossEntropy(logits, labels), [logits]);
    const loss = naiveCrossEntropy({ shape: [2, 3], values: Float64Array.of(size, 0, 0, 0, size, 0) }, [1, 1]);
    expect(await value.data()).toBeRelativelyClose(loss.values, 1e-6);
    const gradient = await (gradients[0] as Tensor).data();
    // (softmax − hot labels) / batch.
    const expected = size > 0 ? [0.5, -0.5, 0, 0, 0, 0] : [0, -0.25, 0.25, 0.25, -0.5, 0.25];
    expect(gradient).toBeAllClose(expected, 1e-6);
  });

  it('shows NaN', async () => {
    const loss = softmaxCrossEntropy(tensor2d([Number.NaN, 0, 1, 2], [2, 2]), tensor1d([1, 0], 'int32'));
    expect((await loss.data())[0]).toBeNaN();
  });
});
