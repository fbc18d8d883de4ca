import { Generator } from '@procrustes/random';
import { drawTensor, expectTensorCount, naiveConvolution, useCpuBackend } from '@procrustes/testing';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Convolution } from './convolution.ts';

useCpuBackend();

describe('Convolution', () => {
  it.each([
    { kernelSize: 1, stride: 1, grid: [4, 4] },
    { kernelSize: 1, stride: 2, grid: [5, 4] },
    { kernelSize: 3, stride: 1, grid: [3, 5] },
    { kernelSize: 3, stride: 2, grid: [6, 7] },
    { kernelSize: 5, stride: 3, grid: [7, 7] },
  ] as const)(
    'k $kernelSize, stride $stride, grid $grid: padded by (k − 1)/2',
    async ({ kernelSize, stride, grid }) => {
      const generator = Generator.named(1, 'convolution');
      const image = drawTensor([2, ...grid, 3], () => generator.normal());
      await expectTensorCount(async () => {
        const layer = new Convolution({ inChannels: 3, outChannels: 4, kernelSize, stride });
        layer.initialise(generator);
        const { weight } = layer.parameters;
        const filter = { shape: weight.shape, values: Float64Array.from(await weight.values()) };
        const expected = naiveConvolution(image, filter, { stride, padding: (kernelSize - 1) / 2 });
        const x: Tensor4D = tensor4d(Float32Array.from(image.values), [2, ...grid, 3]);
        const y = layer.forward(x);
        expect(y.shape).toEqual([2, Math.floor((grid[0] - 1) / stride) + 1, Math.floor((grid[1] - 1) / stride) + 1, 4]);
        // Float32 sums of at most 75 terms.
        expect(await y.data()).toBeRelativelyClose(expected.values, 1e-6);
        x.dispose();
        y.dispose();
        layer.dispose();
      });
    },
  );

  // The deviation of n draws has a standard error of σ/√(2n); the limit is five of them, and the fan-in's √(2/(k²·in))
  // is far outside.
  it.each([
    { inChannels: 64, outChannels: 16, kernelSize: 1 },
    { inChannels: 16, outChannels: 64, kernelSize: 3 },
    { inChannels: 3, outChannels: 64, kernelSize: 5 },
  ])('starts normal with deviation √(2/(k²·out)): $inChannels → $outChannels, k $kernelSize', async (options) => {
    const layer = new Convolution(options);
    layer.initialise(Generator.named(2, 'deviation'));
    const values = await layer.parameters.weight.values();
    const expected = Math.sqrt(2 / (options.kernelSize ** 2 * options.outChannels));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan((5 * expected) / Math.sqrt(values.length));
    expect(Math.abs(deviation - expected)).toBeLessThan((5 * expected) / Math.sqrt(2 * values.length));
    layer.dispose();
  });

  it('refuses an even kernel', () => {
    expect(() => new Convolution({ inChannels: 1, outChannels: 1, kernelSize: 2 })).toThrow('odd kernel size, got 2');
  });
});
