import { reshape, type Scalar, square, sum, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp, type OpDefinition } from './define-op.ts';

/** The op behind {@link sumOfSquares}. */
export const sumOfSquaresDefinition: OpDefinition<{ x: Tensor }, object, Scalar> = {
  name: 'SumOfSquares',
  // By rows first: one float32 sum over millions of terms would lose digits.
  reference: ({ x }) => sum(sum(square(reshape(x, [x.shape[0] ?? 1, -1])), 1)),
};

const run = defineOp(sumOfSquaresDefinition);

/** ‖x‖² as a scalar on the device, of a tensor of any shape. Has no gradient: it is for looking, not for training. */
export function sumOfSquares(x: Tensor): Scalar {
  return run({ x }, {});
}
