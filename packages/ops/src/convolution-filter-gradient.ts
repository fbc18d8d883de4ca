import { conv2d, slice, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import type { ConvolutionAttributes } from './convolution.ts';
import { convolutionOutputSize } from './convolution-output-size.ts';
import { defineOp, type OpDefinition } from './define-op.ts';
import { requireShape } from './require-shape.ts';
import { zeroPadding } from './zero-padding.ts';

export interface FilterGradientAttributes extends ConvolutionAttributes {
  /** Height and width of the kernel. */
  readonly kernel: readonly [number, number];
}

/** The op behind {@link convolutionFilterGradient}. */
export const convolutionFilterGradientDefinition: OpDefinition<
  { x: Tensor4D; dy: Tensor4D },
  FilterGradientAttributes,
  Tensor4D
> = {
  name: 'ConvolutionFilterGradient',
  reference: ({ x, dy }, { stride, padding, kernel: [kernelHeight, kernelWidth] }) => {
    // Channels play the batch and the batch plays the channels: one convolution with dy as a dilated kernel.
    const images = transpose(x, [3, 1, 2, 0]);
    const kernel = transpose(dy, [1, 2, 0, 3]);
    const gradient = conv2d(images, kernel, 1, zeroPadding(padding), 'NHWC', stride);
    // Rows that the stride never reached come out too; they belong to no tap.
    const exact = gradient.shape[1] === kernelHeight && gradient.shape[2] === kernelWidth;
    const taps = exact ? gradient : slice(gradient, [0, 0, 0, 0], [-1, kernelHeight, kernelWidth, -1]);
    return transpose(taps, [1, 2, 0, 3]);
  },
};

const run = defineOp(convolutionFilterGradientDefinition);

/**
 * ∂E/∂W of a convolution: dW[a,b,c,o] = Σ x[n, s·i+a−p, s·j+b−p, c] · dy[n,i,j,o].
 *
 * @param x [batch, height, width, in]
 * @param dy [batch, output height, output width, out]
 * @returns [kernel height, kernel width, in, out]
 * @throws RangeError where dy is not of that shape, or as `convolution` does
 */
export function convolutionFilterGradient(x: Tensor4D, dy: Tensor4D, attributes: FilterGradientAttributes): Tensor4D {
  const [batch, height, width] = x.shape;
  const size = convolutionOutputSize({ ...attributes, height, width });
  requireShape(dy, [batch, ...size, dy.shape[3]], 'the gradient of a convolution’s output');
  return run({ x, dy }, attributes);
}
