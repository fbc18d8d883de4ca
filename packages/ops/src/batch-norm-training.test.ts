import { Generator } from '@procrustes/random';
import { drawTensor, expectTensorCount, naiveBatchNorm, useCpuBackend } from '@procrustes/testing';
import { dispose, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { batchNormTraining } from './batch-norm-training.ts';
import { batchNormGradientCases, batchNormTrainingCases } from './testing/batch-norm-cases.ts';
import { describeOp } from './testing/describe-op.ts';

useCpuBackend();

describeOp('batchNormTraining', batchNormTrainingCases);
for (const op of new Set(batchNormGradientCases.map((gradient) => gradient.op))) describeOp(op, batchNormGradientCases);

describe('batchNormTraining', () => {
  it('gives the batch’s mean and biased variance, also far from zero', async () => {
    const generator = Generator.named(2, 'far');
    // E[x²] − E[x]² in float32 would be off by about 1e6 · 6e-8 of a variance of 1.
    const x = drawTensor([4, 3, 3, 2], () => 1000 + generator.normal());
    const one = { shape: [2], values: Float64Array.of(1, 1) };
    const expected = naiveBatchNorm(x, one, one, { epsilon: 1e-5, activation: 'none' });
    await expectTensorCount(async () => {
      const tensors = [
        tensor4d(Float32Array.from(x.values), [4, 3, 3, 2]),
        tensor1d([1, 1]),
        tensor1d([1, 1]),
      ] as const;
      const { y, mean, variance } = batchNormTraining(...tensors, { epsilon: 1e-5, activation: 'none' });
      expect(await mean.data()).toBeRelativelyClose(expected.mean, 1e-6);
      // The mean is rounded to 6e-5 at this distance, and its square enters the variance.
      expect(await variance.data()).toBeRelativelyClose(expected.variance, 1e-5);
      dispose([...tensors, y, mean, variance]);
    });
  });

  it('normalises: mean 0, variance 1', async () => {
    const generator = Generator.named(1, 'normalises');
    const x = drawTensor([4, 4, 4, 2], () => 2 * generator.normal() + 1);
    const tensors = [tensor4d(Float32Array.from(x.values), [4, 4, 4, 2]), tensor1d([1, 1]), tensor1d([0, 0])] as const;
    const { y } = batchNormTraining(...tensors, { epsilon: 1e-8, activation: 'none' });
    const again = batchNormTraining(y, tensors[1], tensors[2], { epsilon: 1e-8, activation: 'none' });
    expect(await again.mean.data()).toBeAllClose([0, 0], 1e-6);
    expect(await again.variance.data()).toBeAllClose([1, 1], 1e-6);
  });
});
