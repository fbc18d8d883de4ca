import { sum, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp, type OpDefinition } from './define-op.ts';

/** The op behind {@link channelSum}. */
export const channelSumDefinition: OpDefinition<{ x: Tensor4D }, object, Tensor1D> = {
  name: 'ChannelSum',
  // Axis by axis, so that no float32 sum runs over more terms than one axis has: some backends add them one by one.
  reference: ({ x }) => sum(sum(sum(x, 2), 1), 0),
};

const run = defineOp(channelSumDefinition);

/** Σ over batch, rows and columns: [n, h, w, c] → [c]. A building block of gradients; has none itself. */
export function channelSum(x: Tensor4D): Tensor1D {
  return run({ x }, {});
}
