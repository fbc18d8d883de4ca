import { channelSum, compositionKernel, sumOfSquaresDefinition } from '@procrustes/ops';
import { square, sum, type Tensor4D } from '@tensorflow/tfjs-core';

const { reference } = sumOfSquaresDefinition;

/** First over each channel, by the fast sum; for what is no image, the reference. */
export const sumOfSquaresKernel = compositionKernel(sumOfSquaresDefinition, 'wasm', ({ x }, attributes) =>
  x.rank === 4 ? sum(channelSum(square(x as Tensor4D))) : reference({ x }, attributes),
);
