import type { KernelConfig } from '@tensorflow/tfjs-core';

/** Every kernel that is faster on WebGPU, or more right, than the stock one or the reference composition. */
export const webgpuKernels: readonly KernelConfig[] = [];
