import { sum, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp, type OpDefinition } from './define-op.ts';

export const channelSumDefinition: OpDefinition<{ x: Tensor4D }, object, Tensor1D> = {
  name: 'ChannelSum',
  reference: ({ x }) => sum(x, [0, 1, 2]),
};

const run = defineOp(channelSumDefinition);

/** Σ over batch, rows and columns: [n, h, w, c] → [c]. A building block of gradients; has none itself. */
export function channelSum(x: Tensor4D): Tensor1D {
  return run({ x }, {});
}
