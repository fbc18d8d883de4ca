import { conv2d, type Tensor4D } from '@tensorflow/tfjs-core';
import { convolutionFilterGradient } from './convolution-filter-gradient.ts';
import { convolutionInputGradient } from './convolution-input-gradient.ts';
import { convolutionOutputSize } from './convolution-output-size.ts';
import { defineOp, type OpDefinition } from './define-op.ts';
import { zeroPadding } from './zero-padding.ts';

/** Stride s and padding p, the same in both directions. */
export interface ConvolutionAttributes {
  readonly stride: number;
  /** Zeros on each of the four sides, never TensorFlow's asymmetric `same`; fewer than the kernel is high and wide. */
  readonly padding: number;
}

/** The op behind {@link convolution}. */
export const convolutionDefinition: OpDefinition<{ x: Tensor4D; filter: Tensor4D }, ConvolutionAttributes, Tensor4D> = {
  name: 'Convolution',
  reference: ({ x, filter }, { stride, padding }) => conv2d(x, filter, stride, zeroPadding(padding)),
  gradient: {
    savesInputs: ['x', 'filter'],
    backward: (dy, saved, attributes) => {
      const [x, filter] = saved as [Tensor4D, Tensor4D];
      return {
        x: () => convolutionInputGradient(dy, filter, { ...attributes, height: x.shape[1], width: x.shape[2] }),
        filter: () =>
          convolutionFilterGradient(x, dy, { ...attributes, kernel: [filter.shape[0], filter.shape[1]] as const }),
      };
    },
  },
};

const run = defineOp(convolutionDefinition);

/**
 * 2-D convolution (cross-correlation) y[n,i,j,o] = Σ x[n, s·i+a−p, s·j+b−p, c] · W[a,b,c,o], zero outside the image.
 *
 * @param x [batch, height, width, in]
 * @param filter W, [kernel height, kernel width, in, out]
 * @returns [batch, ⌊(height+2p−k)/s⌋+1, ⌊(width+2p−k)/s⌋+1, out]
 * @throws RangeError where the stride is no whole number ≥ 1, the padding none ≥ 0 and below the kernel's height and width, or the
 *   kernel larger than the padded image
 */
export function convolution(x: Tensor4D, filter: Tensor4D, attributes: ConvolutionAttributes): Tensor4D {
  const [, height, width] = x.shape;
  const [kernelHeight, kernelWidth] = filter.shape;
  convolutionOutputSize({ ...attributes, kernel: [kernelHeight, kernelWidth], height, width });
  return run({ x, filter }, attributes);
}
