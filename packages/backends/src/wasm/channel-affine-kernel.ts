import { channelAffineDefinition, compositionKernel } from '@procrustes/ops';
import { fused, type KernelBackend, type KernelConfig, reshape, type TensorInfo } from '@tensorflow/tfjs-core';
import { WasmHeap } from './wasm-heap.ts';

/** A depthwise 1×1 convolution with bias and activation: one pass over memory, a tenth of the stock FusedBatchNorm's time. */
const depthwise = compositionKernel(channelAffineDefinition, 'wasm', ({ x, scale, shift }, { activation }) =>
  fused.depthwiseConv2d({
    x,
    filter: reshape(scale, [1, 1, scale.size, 1]),
    bias: shift,
    strides: 1,
    pad: 'valid',
    activation: activation === 'relu' ? 'relu' : 'linear',
  }),
);

const reference = compositionKernel(channelAffineDefinition, 'wasm');

/**
 * The depthwise convolution makes −∞ of NaN, and the ReLU then 0, so that a run that diverged would look sound. A NaN in
 * x has made its batch statistics NaN too, and with them scale or shift: these few values tell when to take the slow way.
 */
export const channelAffineKernel: KernelConfig = {
  ...depthwise,
  kernelFunc: (parameters) => {
    const heap = new WasmHeap(parameters.backend as KernelBackend);
    const { scale, shift } = parameters.inputs as { scale: TensorInfo; shift: TensorInfo };
    const finite = [scale, shift].every((tensor) => heap.values(tensor).every(Number.isFinite));
    return (finite ? depthwise : reference).kernelFunc(parameters);
  },
};
