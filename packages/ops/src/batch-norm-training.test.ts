import { Generator } from '@procrustes/random';
import { drawTensor, expectTensorCount, type NumericTensor, naiveBatchNorm, useCpuBackend } from '@procrustes/testing';
import { dispose, type Tensor1D, type Tensor4D, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { batchNormTraining } from './batch-norm-training.ts';
import { expectOp } from './testing/expect-op.ts';

useCpuBackend();

const activations = ['none', 'relu'] as const;

const expectBatchNorm = (
  inputs: Record<'x' | 'scale' | 'offset', NumericTensor>,
  attributes: { readonly epsilon: number; readonly activation: 'relu' | 'none' },
) =>
  expectOp({
    inputs,
    op: ({ x, scale, offset }) => {
      const { y, mean, variance } = batchNormTraining(x as Tensor4D, scale as Tensor1D, offset as Tensor1D, attributes);
      dispose([mean, variance]);
      return y;
    },
    reference: ({ x, scale, offset }) => naiveBatchNorm(x, scale, offset, attributes).y,
  });

function drawInputs(shape: readonly [number, number, number, number], name: string) {
  const generator = Generator.named(1, name);
  return {
    x: drawTensor(shape, () => 2 * generator.normal() + 1),
    scale: drawTensor([shape[3]], () => generator.normal()),
    offset: drawTensor([shape[3]], () => generator.normal()),
  };
}

describe.each(activations)('batchNormTraining, activation %s', (activation) => {
  it.each([
    [2, 4, 4, 3],
    [3, 5, 2, 1],
    [1, 3, 7, 4],
    [5, 1, 1, 2],
  ] as const)('[%i, %i, %i, %i]', async (...shape) => {
    for (const epsilon of [1e-5, 0.1]) {
      await expectBatchNorm(drawInputs(shape, `${shape}`), { epsilon, activation });
    }
  });

  it('has a finite gradient where a channel is constant, and where it has one value only', async () => {
    const inputs = drawInputs([2, 3, 3, 2], 'constant');
    // 0.5 and its sums are exact, so that float32 finds a variance of exactly 0 as float64 does.
    const x = { ...inputs.x, values: inputs.x.values.map((value, index) => (index % 2 === 0 ? 0.5 : value)) };
    await expectBatchNorm({ ...inputs, x }, { epsilon: 1e-5, activation });
    await expectBatchNorm(drawInputs([1, 1, 1, 3], 'one value'), { epsilon: 1e-5, activation });
  });
});

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
    const { x } = drawInputs([4, 4, 4, 2], 'normalises');
    const tensors = [tensor4d(Float32Array.from(x.values), [4, 4, 4, 2]), tensor1d([1, 1]), tensor1d([0, 0])] as const;
    const { y } = batchNormTraining(...tensors, { epsilon: 1e-8, activation: 'none' });
    const again = batchNormTraining(y, tensors[1], tensors[2], { epsilon: 1e-8, activation: 'none' });
    expect(await again.mean.data()).toBeAllClose([0, 0], 1e-6);
    expect(await again.variance.data()).toBeAllClose([1, 1], 1e-6);
  });
});
