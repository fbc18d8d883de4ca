import type { KernelConfig } from '@tensorflow/tfjs-core';
import { batchNormKernels } from './batch-norm-kernels.ts';
import { convolutionGradientKernels } from './convolution-gradient-kernels.ts';
import { elementwiseKernels } from './elementwise-kernels.ts';

/** Every kernel that runs an operation of TensorFlow itself instead of a composition. */
export const tensorflowKernels: readonly KernelConfig[] = [
  ...batchNormKernels,
  ...convolutionGradientKernels,
  ...elementwiseKernels,
];
