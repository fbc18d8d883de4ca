import { add, clone, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from './define-op.ts';

const run = defineOp<{ stream: Tensor; branch: Tensor }, object, Tensor>({
  name: 'ResidualSum',
  reference: ({ stream, branch }) => add(stream, branch),
  // Clones, which share the memory of dy: TensorFlow.js's own tape frees a gradient when it adds another to it.
  gradient: { backward: (dy) => ({ stream: () => clone(dy), branch: () => clone(dy) }) },
});

/**
 * x + F(x) of a residual block, for two tensors of one shape.
 * @throws where the shapes differ: a stream is never broadcast
 */
export function residualSum<T extends Tensor>(stream: T, branch: T): T {
  if (stream.shape.join() !== branch.shape.join()) {
    throw new Error(
      `a residual block adds two tensors of one shape; the stream is [${stream.shape}] and the branch [${branch.shape}]`,
    );
  }
  return run({ stream, branch }, {}) as T;
}
