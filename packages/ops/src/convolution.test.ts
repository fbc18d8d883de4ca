import { Generator } from '@procrustes/random';
import { drawTensor, expectTensorCount, naiveConvolution, useCpuBackend } from '@procrustes/testing';
import { ones, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { convolution } from './convolution.ts';
import { convolutionInputGradient } from './convolution-input-gradient.ts';
import { expectOp } from './testing/expect-op.ts';

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

const cases = [1, 3, 5].flatMap((kernel) =>
  [1, 2, 3].flatMap((stride) =>
    grids.flatMap(([height, width]) =>
      [...new Set([0, Math.floor(kernel / 4), (kernel - 1) / 2])].map((padding) => ({
        kernel,
        stride,
        height,
        width,
        padding,
      })),
    ),
  ),
);

describe('convolution', () => {
  it.each(cases)('k $kernel, stride $stride, grid $height×$width, padding $padding', async (attributes) => {
    const { kernel, height, width } = attributes;
    for (const [inChannels, outChannels] of channelCounts) {
      const generator = Generator.named(1, JSON.stringify({ ...attributes, inChannels }));
      await expectOp({
        inputs: {
          x: drawTensor([2, height, width, inChannels], () => generator.normal()),
          filter: drawTensor([kernel, kernel, inChannels, outChannels], () => generator.normal()),
        },
        op: ({ x, filter }) => convolution(x as Tensor4D, filter as Tensor4D, attributes),
        reference: ({ x, filter }) => naiveConvolution(x, filter, attributes),
      });
    }
  });

  it('takes kernels that are not square, and a 1×1 image', async () => {
    for (const [kernel, grid, padding] of [
      [[1, 3], [4, 6], 0],
      [[4, 2], [7, 5], 1],
      [[3, 3], [1, 1], 1],
      [[1, 1], [1, 1], 0],
    ] as const) {
      const generator = Generator.named(2, `${kernel}`);
      await expectOp({
        inputs: {
          x: drawTensor([1, ...grid, 2], () => generator.normal()),
          filter: drawTensor([...kernel, 2, 3], () => generator.normal()),
        },
        op: ({ x, filter }) => convolution(x as Tensor4D, filter as Tensor4D, { stride: 2, padding }),
        reference: ({ x, filter }) => naiveConvolution(x, filter, { stride: 2, padding }),
      });
    }
  });

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
