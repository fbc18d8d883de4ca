import type { KernelConfig } from '@tensorflow/tfjs-core';
import { sumOfSquaresKernel } from './sum-of-squares-kernel.ts';

/** Every kernel that is faster on WebGPU, or more right, than the stock one or the reference composition. */
export const webgpuKernels: readonly KernelConfig[] = [sumOfSquaresKernel];
