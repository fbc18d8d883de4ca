import { type KernelConfig, prelu, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';

/**
 * max(x, 0) that keeps NaN, as on every other backend. The stock kernel compares the bits as integers, so that a NaN with
 * its sign set, which is what ∞ − ∞ gives on most processors, becomes 0. A PReLU of slope 0 takes the same time.
 */
export const reluKernel: KernelConfig = {
  kernelName: 'Relu',
  backendName: 'wasm',
  kernelFunc: ({ inputs }) => {
    const x = inputs.x as Tensor;
    // One slope for each channel, not one for all: the kernel goes by rows of as many values as there are slopes.
    return tidy(() => prelu(x, zeros([x.shape.at(-1) ?? 1])));
  },
};
