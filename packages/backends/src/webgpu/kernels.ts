import type { KernelConfig } from '@tensorflow/tfjs-core';
import { channelAffineKernel } from './channel-affine-kernel.ts';
import { sumKernels } from './sum-kernels.ts';

/** Every kernel that is faster on WebGPU than the stock one or the reference composition. */
export const webgpuKernels: readonly KernelConfig[] = [channelAffineKernel, ...sumKernels];
