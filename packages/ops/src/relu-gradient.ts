import { mul, step, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp, type OpDefinition } from './define-op.ts';

/** The op behind {@link reluGradient}. */
export const reluGradientDefinition: OpDefinition<{ dy: Tensor; y: Tensor }, object, Tensor> = {
  name: 'ReluGradientByOutput',
  reference: ({ dy, y }) => mul(dy, step(y)),
};

const run = defineOp(reluGradientDefinition);

/** dy where y = max(x, 0) is positive, else 0; of one shape. A building block of gradients; has none itself. */
export function reluGradient<T extends Tensor>(dy: T, y: T): T {
  return run({ dy, y }, {}) as T;
}
