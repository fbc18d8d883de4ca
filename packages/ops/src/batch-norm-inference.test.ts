import { Generator } from '@procrustes/random';
import { drawTensor, expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { dispose, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { batchNormInference } from './batch-norm-inference.ts';

useCpuBackend();

describe('batchNormInference', () => {
  it.each(['none', 'relu'] as const)('uses the given statistics, activation %s', async (activation) => {
    const generator = Generator.named(1, 'inference');
    const x = drawTensor([2, 3, 2, 2], () => 2 * generator.normal() + 1);
    const scale = drawTensor([2], () => generator.normal());
    const offset = drawTensor([2], () => generator.normal());
    const mean = Float64Array.of(0.5, -1);
    const variance = Float64Array.of(0, 4);
    const expected = x.values.map((value, index) => {
      const c = index % 2;
      const [γ, β, μ, v] = [scale.values[c], offset.values[c], mean[c], variance[c]] as [
        number,
        number,
        number,
        number,
      ];
      const y = (γ * (value - μ)) / Math.sqrt(v + 1e-5) + β;
      return activation === 'relu' ? Math.max(y, 0) : y;
    });
    await expectTensorCount(async () => {
      const image = tensor4d(Float32Array.from(x.values), [2, 3, 2, 2]);
      const statistics = {
        scale: tensor1d(Float32Array.from(scale.values)),
        offset: tensor1d(Float32Array.from(offset.values)),
        mean: tensor1d(Float32Array.from(mean)),
        variance: tensor1d(Float32Array.from(variance)),
      };
      const y = batchNormInference(image, statistics, { epsilon: 1e-5, activation });
      expect(await y.data()).toBeRelativelyClose(expected, 1e-5);
      dispose([image, y]);
      dispose(statistics);
    });
  });
});
