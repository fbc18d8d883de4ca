import { conv2d, pad, reverse, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import type { ConvolutionAttributes } from './convolution.ts';
import { convolutionOutputSize } from './convolution-output-size.ts';
import { defineOp, type OpDefinition } from './define-op.ts';
import { requireShape } from './require-shape.ts';
import { spreadWithZeros } from './spread-with-zeros.ts';
import { zeroPadding } from './zero-padding.ts';

export interface InputGradientAttributes extends ConvolutionAttributes {
  /** Height and width of the convolution's input. */
  readonly height: number;
  readonly width: number;
}

/** The op behind {@link convolutionInputGradient}. */
export const convolutionInputGradientDefinition: OpDefinition<
  { dy: Tensor4D; filter: Tensor4D },
  InputGradientAttributes,
  Tensor4D
> = {
  name: 'ConvolutionInputGradient',
  reference: ({ dy, filter }, { stride, padding, height, width }) => {
    const [kernelHeight, kernelWidth] = filter.shape;
    const spread = stride === 1 ? dy : spreadWithZeros(dy, stride, height + padding, width + padding);
    // The transposed convolution as a convolution with the kernel turned by 180° and its channels swapped.
    const pointwise = kernelHeight === 1 && kernelWidth === 1;
    const turned = transpose(pointwise ? filter : reverse(filter, [0, 1]), [0, 1, 3, 2]);
    const top = kernelHeight - 1 - padding;
    const left = kernelWidth - 1 - padding;
    const bottom = height + padding - spread.shape[1];
    const right = width + padding - spread.shape[2];
    if (top === bottom && left === right && top === left) return conv2d(spread, turned, 1, zeroPadding(top));
    const padded = pad(spread, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]) as Tensor4D;
    return conv2d(padded, turned, 1, 'valid');
  },
};

const run = defineOp(convolutionInputGradientDefinition);

/**
 * ∂E/∂x of a convolution, from dy = ∂E/∂y: the transposed convolution.
 *
 * @param dy [batch, output height, output width, out]
 * @param filter [kernel height, kernel width, in, out]
 * @returns [batch, height, width, in]
 * @throws RangeError where dy is not of that shape, or as `convolution` does
 */
export function convolutionInputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  attributes: InputGradientAttributes,
): Tensor4D {
  const [kernelHeight, kernelWidth, , outChannels] = filter.shape;
  const size = convolutionOutputSize({ ...attributes, kernel: [kernelHeight, kernelWidth] });
  requireShape(dy, [dy.shape[0], ...size, outChannels], 'the gradient of a convolution’s output');
  return run({ dy, filter }, attributes);
}
