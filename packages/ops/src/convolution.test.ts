import { Generator } from '@procrustes/random';
import { drawTensor, expectTensorCount, naiveConvolution, useCpuBackend } from '@procrustes/testing';
import { ones, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { convolution } from './convolution.ts';
import { convolutionInputGradient } from './convolution-input-gradient.ts';
import { convolutionCase, convolutionGradientCases, unusualConvolutionCases } from './testing/convolution-cases.ts';
import { describeOp } from './testing/describe-op.ts';

useCpuBackend();

const grids = [
  [6, 6],
  [7, 5],
  [5, 8],
] as const;
const channelCounts = [
  [2, 2],
  [1, 3],
  [3, 1],
] as const;

/** Every combination; the contract of every backend has a selection of them. */
const geometries = [1, 3, 5].flatMap((side) =>
  [1, 2, 3].flatMap((stride) =>
    grids.flatMap((grid) =>
      [...new Set([0, Math.floor(side / 4), (side - 1) / 2])].flatMap((padding) =>
        channelCounts.map((channels) => ({ batch: 2, grid, kernel: [side, side] as const, channels, stride, padding })),
      ),
    ),
  ),
);

describeOp('convolution', [...geometries.map(convolutionCase), ...unusualConvolutionCases]);
describeOp('convolutionInputGradient', convolutionGradientCases);
describeOp('convolutionFilterGradient', convolutionGradientCases);

describe('convolution', () => {
  it.each([
    [[1, 1], 1],
    [[3, 3], 3],
    [[5, 2], 2],
    [[2, 5], 2],
  ] as const)('refuses, also in its input gradient, what pads a kernel of %j by %i', async (kernel, padding) => {
    await expectTensorCount(() =>
      tidy(() => {
        const image: Tensor4D = ones([1, 6, 6, 2]);
        const filter: Tensor4D = ones([...kernel, 2, 3]);
        const message = `got padding ${padding} for a kernel of ${kernel[0]}×${kernel[1]}`;
        const forward = () => convolution(image, filter, { stride: 1, padding });
        expect(forward).toThrow(RangeError);
        expect(forward).toThrow(message);
        const backward = () =>
          convolutionInputGradient(ones([1, 6, 6, 3]), filter, { stride: 1, padding, height: 6, width: 6 });
        expect(backward).toThrow(RangeError);
        expect(backward).toThrow(message);
        // One less is not refused.
        convolution(image, filter, { stride: 1, padding: padding - 1 });
      }),
    );
  });

  it('is not TensorFlow’s `same`: a stride of 2 on an even grid pads the top left too', async () => {
    const generator = Generator.named(3, 'same');
    const x = drawTensor([1, 4, 4, 1], () => generator.normal());
    const filter = drawTensor([3, 3, 1, 1], () => generator.normal());
    const symmetric = naiveConvolution(x, filter, { stride: 2, padding: 1 });
    const { conv2d, tensor4d } = await import('@tensorflow/tfjs-core');
    const same = conv2d(
      tensor4d(Float32Array.from(x.values), [1, 4, 4, 1]),
      tensor4d(Float32Array.from(filter.values), [3, 3, 1, 1]),
      2,
      'same',
    );
    expect(same.shape).toEqual(symmetric.shape);
    expect(await same.data()).not.toBeRelativelyClose(symmetric.values, 0.1);
  });
});
