import { Generator } from '@procrustes/random';
import { drawTensor, type NumericTensor, useCpuBackend } from '@procrustes/testing';
import { type Tensor, type Tensor2D, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { expectOp } from './testing/expect-op.ts';
import { valueAndGradients } from './value-and-gradients.ts';

useCpuBackend();

function naive({ shape, values }: NumericTensor, labels: readonly number[]): NumericTensor {
  const [batch, classes] = shape as [number, number];
  let total = 0;
  labels.forEach((label, n) => {
    const row = values.subarray(n * classes, (n + 1) * classes);
    const largest = Math.max(...row);
    const sum = row.reduce((partial, logit) => partial + Math.exp(logit - largest), 0);
    total -= (row[label] as number) - largest - Math.log(sum);
  });
  return { shape: [], values: Float64Array.of(total / batch) };
}

describe('softmaxCrossEntropy', () => {
  it.each([
    [1, 2],
    [5, 10],
    [3, 100],
    [4, 3],
  ])('%i images, %i classes', async (batch, classes) => {
    const generator = Generator.named(1, `${batch}, ${classes}`);
    const labels = Array.from({ length: batch }, () => generator.integer(classes));
    const drawn = tensor1d(labels, 'int32');
    await expectOp({
      inputs: { logits: drawTensor([batch, classes], () => 3 * generator.normal()) },
      op: ({ logits }) => softmaxCrossEntropy(logits as Tensor2D, drawn),
      reference: ({ logits }) => naive(logits, labels),
    });
  });

  it.each([1e4, -1e4, 1e30])('stays finite at logits of %e', async (size) => {
    const logits = tensor2d([size, 0, 0, 0, size, 0], [2, 3]);
    const labels = tensor1d([1, 1], 'int32');
    const { value, gradients } = valueAndGradients(() => softmaxCrossEntropy(logits, labels), [logits]);
    const loss = naive({ shape: [2, 3], values: Float64Array.of(size, 0, 0, 0, size, 0) }, [1, 1]);
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
