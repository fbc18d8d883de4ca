import { relu as stockRelu, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from './define-op.ts';
import { reluGradient } from './relu-gradient.ts';

const run = defineOp<{ x: Tensor }, object, Tensor>({
  name: 'ReluByOutput',
  reference: ({ x }) => stockRelu(x),
  gradient: {
    // The output, not the input: the layer behind saves it anyway, so that it costs no memory.
    savesOutputs: [true],
    backward: (dy, [y]) => ({ x: () => reluGradient(dy, y as Tensor) }),
  },
});

/** y = max(x, 0), of any shape. The gradient at 0 is 0. */
export function relu<T extends Tensor>(x: T): T {
  return run({ x }, {}) as T;
}
