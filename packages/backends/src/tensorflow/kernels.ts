import type { KernelConfig } from '@tensorflow/tfjs-core';
import { batchNormKernels } from './batch-norm-kernels.ts';
import { channelSumKernel } from './channel-sum-kernel.ts';
import { convolutionKernels } from './convolution-kernels.ts';
import { elementwiseKernels } from './elementwise-kernels.ts';

/** Every kernel that runs an operation of TensorFlow itself instead of a composition. */
export const tensorflowKernels: readonly KernelConfig[] = [
  ...batchNormKernels,
  channelSumKernel,
  ...convolutionKernels,
  ...elementwiseKernels,
];
