import { mul, step, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp, type OpDefinition } from './define-op.ts';
import { requireShape } from './require-shape.ts';

/** The op behind {@link reluGradient}. */
export const reluGradientDefinition: OpDefinition<{ dy: Tensor; y: Tensor }, object, Tensor> = {
  name: 'ReluGradientByOutput',
  reference: ({ dy, y }) => mul(dy, step(y)),
};

const run = defineOp(reluGradientDefinition);

/**
 * dy where y = max(x, 0) is positive, else 0. A building block of gradients; has none itself.
 * @throws RangeError where the two are not of one shape
 */
export function reluGradient<T extends Tensor>(dy: T, y: T): T {
  requireShape(y, dy.shape, 'the output of a ReLU whose gradient is given');
  return run({ dy, y }, {}) as T;
}
