import { add, concat, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from './define-op.ts';

const run = defineOp<{ x: Tensor4D }, object, Tensor4D>({
  name: 'DuplicateChannels',
  reference: ({ x }) => concat([x, x], 3),
  gradient: {
    backward: (dy) => ({
      x: () => {
        const half = dy.shape[3] / 2;
        return add(slice(dy, [0, 0, 0, 0], [-1, -1, -1, half]), slice(dy, [0, 0, 0, half], [-1, -1, -1, half]));
      },
    }),
  },
});

/** Concatenates a map with a copy of itself: [batch, height, width, c] → [batch, height, width, 2c] (the 2018 variant). */
export function duplicateChannels(x: Tensor4D): Tensor4D {
  return run({ x }, {});
}
