import { compositionKernel, convolutionInputGradientDefinition, spreadWithZeros } from '@procrustes/ops';
import { conv2d, transpose } from '@tensorflow/tfjs-core';
import type { Formulation } from './formulation.ts';

/**
 * Of a 1×1 convolution with a stride: the product on the small grid of dy, then its pixels spread by the stride. The
 * reference spreads first, and multiplies the zeros too.
 */
export const inputGradientProductThenSpread: Formulation = {
  name: 'product-then-spread',
  // Rows and columns that the stride never reached would be missing behind the last pixel.
  can: ({ kernel, stride, padding, height, width }) =>
    kernel[0] === 1 && kernel[1] === 1 && stride > 1 && padding === 0 && height % stride === 0 && width % stride === 0,
  kernel: compositionKernel(convolutionInputGradientDefinition, 'wasm', ({ dy, filter }, { stride, height, width }) =>
    spreadWithZeros(conv2d(dy, transpose(filter, [0, 1, 3, 2]), 1, 'valid'), stride, height, width),
  ),
};
