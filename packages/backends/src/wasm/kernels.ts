import type { KernelConfig } from '@tensorflow/tfjs-core';
import { batchNormKernels } from './batch-norm-kernels.ts';
import { channelAffineKernel } from './channel-affine-kernel.ts';
import { channelSumKernel } from './channel-sum-kernel.ts';
import { convolutionGradientKernels } from './convolution-gradient-kernels.ts';
import { identityKernel } from './identity-kernel.ts';
import { reluKernel } from './relu-kernel.ts';
import { splitKernel } from './split-kernel.ts';
import { sumOfSquaresKernel } from './sum-of-squares-kernel.ts';

/** Every kernel that is faster on wasm, or more right, than the stock one or the reference composition. */
export const wasmKernels: readonly KernelConfig[] = [
  ...batchNormKernels,
  channelAffineKernel,
  channelSumKernel,
  ...convolutionGradientKernels,
  identityKernel,
  reluKernel,
  splitKernel,
  sumOfSquaresKernel,
];
