import type { ConvolutionShape } from './convolution-shape.ts';

/**
 * Height and width of a convolution's output, ⌊(n + 2p − k)/s⌋ + 1 along each axis.
 *
 * A padding that some tap of the kernel would see nothing but is refused: outputs at the border would not depend on the image at all,
 * and the gradient with respect to the image would be a convolution with negative padding.
 *
 * @throws RangeError where the stride is no whole number ≥ 1, the padding none ≥ 0 and below the kernel's height and width, or the
 *   kernel larger than the padded image
 */
export function convolutionOutputSize({
  kernel,
  stride,
  padding,
  height,
  width,
}: Pick<ConvolutionShape, 'kernel' | 'stride' | 'padding' | 'height' | 'width'>): readonly [
  height: number,
  width: number,
] {
  if (!Number.isSafeInteger(stride) || stride < 1) {
    throw new RangeError(`a convolution's stride is a whole number ≥ 1, got ${stride}`);
  }
  if (!Number.isSafeInteger(padding) || padding < 0) {
    throw new RangeError(`a convolution's padding is a whole number ≥ 0, got ${padding}`);
  }
  if (padding >= Math.min(...kernel)) {
    throw new RangeError(
      `a convolution's padding must be below the height and the width of its kernel, got padding ${padding} for a kernel of ${kernel.join('×')}; pad the images themselves for more`,
    );
  }
  if (height + 2 * padding < kernel[0] || width + 2 * padding < kernel[1]) {
    throw new RangeError(
      `a kernel of ${kernel.join('×')} is larger than an image of ${height}×${width} with padding ${padding}; take a smaller kernel or larger images`,
    );
  }
  return [
    Math.floor((height + 2 * padding - kernel[0]) / stride) + 1,
    Math.floor((width + 2 * padding - kernel[1]) / stride) + 1,
  ];
}
