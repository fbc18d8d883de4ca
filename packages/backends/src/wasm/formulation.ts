import type { ConvolutionShape } from '@procrustes/ops';
import type { KernelConfig } from '@tensorflow/tfjs-core';

/** One way to compute a gradient of a convolution. */
export interface Formulation {
  readonly name: string;
  /** Whether it computes convolutions of this shape. */
  can(shape: ConvolutionShape): boolean;
  readonly kernel: KernelConfig;
}

/** A product of matrices: one tap, every pixel. */
export function isPointwise({ kernel, stride, padding }: ConvolutionShape): boolean {
  return kernel[0] === 1 && kernel[1] === 1 && stride === 1 && padding === 0;
}
