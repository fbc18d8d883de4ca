import { Generator } from '@procrustes/random';
import { drawTensor, expectTensorCount, naiveBatchNorm, useCpuBackend } from '@procrustes/testing';
import { tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { BatchNorm } from './batch-norm.ts';
import { evaluationContext, repetitionOf, trainingContext } from './context.ts';

useCpuBackend();

const shape = [3, 4, 2, 2] as const;
const count = 3 * 4 * 2;
const generator = Generator.named(1, 'batch norm');
const images = [0, 1].map((index) => drawTensor(shape, () => (index + 1) * generator.normal() + 3));

function initialised(activation: 'relu' | 'none' = 'none'): BatchNorm {
  const layer = new BatchNorm(2, { activation });
  layer.initialise(Generator.named(1, 'constants'));
  layer.parameters.weight.assign(Float32Array.of(0.5, 2));
  layer.parameters.bias.assign(Float32Array.of(-0.25, 1));
  return layer;
}

/** Passes an image through and gives what comes out. */
async function pass(layer: BatchNorm, index: number, training: boolean): Promise<Float32Array> {
  const x = tensor4d(Float32Array.from(images[index]?.values ?? []), [...shape]);
  const y = layer.forward(x, training ? trainingContext : evaluationContext);
  const values = Float32Array.from(await y.data());
  x.dispose();
  y.dispose();
  return values;
}

const vector = (...values: number[]) => ({ shape: [values.length], values: Float64Array.from(values) });

const statisticsOf = (index: number) =>
  naiveBatchNorm(images[index] as (typeof images)[0], vector(1, 1), vector(0, 0), { epsilon: 0, activation: 'none' });

describe('BatchNorm', () => {
  it('starts as γ = 1, β = 0, with running mean 0 and variance 1; only γ and β are trained', async () => {
    const layer = new BatchNorm(2, { activation: 'none' });
    layer.initialise(Generator.named(1, 'constants'));
    const parameters = [...layer.namedParameters()];
    expect(parameters.map(([name, { trainable }]) => [name, trainable])).toEqual([
      ['weight', true],
      ['bias', true],
      ['running_mean', false],
      ['running_var', false],
    ]);
    const values = await Promise.all(parameters.map(([, parameter]) => parameter.values()));
    expect(values.map((value) => [...value])).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
      [1, 1],
    ]);
    layer.dispose();
  });

  it.each(['none', 'relu'] as const)('normalises by the batch in training, activation %s', async (activation) => {
    const layer = initialised(activation);
    const { y } = naiveBatchNorm(images[0] as (typeof images)[0], vector(0.5, 2), vector(-0.25, 1), {
      epsilon: 1e-5,
      activation,
    });
    expect(await pass(layer, 0, true)).toBeRelativelyClose(y.values, 1e-5);
    layer.dispose();
  });

  it('moves the running statistics a tenth of the way, the variance to the unbiased one', async () => {
    const layer = initialised();
    const expected = { mean: [0, 0], variance: [1, 1] };
    for (const index of [0, 1]) {
      await pass(layer, index, true);
      const { mean, variance } = statisticsOf(index);
      expected.mean = expected.mean.map((running, c) => 0.9 * running + 0.1 * (mean[c] as number));
      const unbiased = [...variance].map((value) => (value * count) / (count - 1));
      expected.variance = expected.variance.map((running, c) => 0.9 * running + 0.1 * (unbiased[c] as number));
      expect(await layer.parameters.running_mean.values()).toBeRelativelyClose(expected.mean, 1e-6);
      expect(await layer.parameters.running_var.values()).toBeRelativelyClose(expected.variance, 1e-6);
    }
    // The biased variance would be off by 1/24 of a tenth: a thousand times the limit.
    layer.dispose();
  });

  it('gives the same again in a pass that repeats, and moves no running statistic', async () => {
    const layer = initialised();
    const y = await pass(layer, 0, true);
    const { running_mean, running_var } = layer.parameters;
    const before = [await running_mean.values(), await running_var.values()];
    const x = tensor4d(Float32Array.from(images[0]?.values ?? []), [...shape]);
    const repeated = await expectTensorCount(() => layer.forward(x, repetitionOf(trainingContext)), 3);
    expect(await repeated.data()).toEqual(y);
    expect([await running_mean.values(), await running_var.values()]).toEqual(before);
    layer.dispose();
  });

  it('normalises by the running statistics in evaluation, and leaves them alone', async () => {
    const layer = initialised();
    await pass(layer, 0, true);
    const { running_mean, running_var } = layer.parameters;
    const [mean, variance] = [await running_mean.values(), await running_var.values()];
    const expected = images[1]?.values.map((value, index) => {
      const c = index % 2;
      const scale = [0.5, 2][c] as number;
      const deviation = Math.sqrt((variance[c] as number) + 1e-5);
      return (scale * (value - (mean[c] as number))) / deviation + ([-0.25, 1][c] as number);
    }) as Float64Array;
    const evaluated = await pass(layer, 1, false);
    expect(evaluated).toBeRelativelyClose(expected, 1e-5);
    expect(await running_mean.values()).toEqual(mean);
    expect(await running_var.values()).toEqual(variance);
    expect(await pass(layer, 1, true)).not.toBeRelativelyClose(evaluated, 0.1);
    layer.dispose();
  });

  it('stays finite for a batch of one value per channel', async () => {
    const layer = initialised();
    const x = tensor4d([5, -7], [1, 1, 1, 2]);
    const y = layer.forward(x, trainingContext);
    expect(await y.data()).toEqual(Float32Array.of(-0.25, 1));
    // There is no unbiased variance of one value; 0 is taken.
    expect(await layer.parameters.running_var.values()).toBeAllClose([0.9, 0.9], 1e-6);
    layer.dispose();
  });

  it.each([true, false])('leaves one tensor, its output (training: %s)', async (training) => {
    const layer = initialised('relu');
    const x = tensor4d(Float32Array.from(images[0]?.values ?? []), [...shape]);
    // In training the batch's two statistics are left to the caller's tidy too, as is every tensor of a pass.
    const { tidy } = await import('@tensorflow/tfjs-core');
    const y = await expectTensorCount(
      () => tidy(() => layer.forward(x, training ? trainingContext : evaluationContext)),
      1,
    );
    y.dispose();
    x.dispose();
    layer.dispose();
  });
});
