/**
 * Refuses a padding that some tap of the kernel would see nothing but: outputs at the border would not depend on the
 * image at all, and the gradient with respect to the image would be a convolution with negative padding.
 *
 * @param kernel height and width
 * @throws RangeError where the padding is not below both of them
 */
export function requirePaddingBelowKernel(padding: number, [height, width]: readonly [number, number]): void {
  if (padding < height && padding < width) return;
  throw new RangeError(
    `a convolution's padding must be below the height and the width of its kernel, got padding ${padding} for a kernel of ${height}×${width}; pad the images themselves for more`,
  );
}
