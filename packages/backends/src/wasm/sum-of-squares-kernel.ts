import { compositionKernel, sumOfSquaresDefinition } from '@procrustes/ops';
import { matMul, ones, reshape, square, sum } from '@tensorflow/tfjs-core';

/** First over the batch as a matrix product with ones, then over what is left. */
export const sumOfSquaresKernel = compositionKernel(sumOfSquaresDefinition, 'wasm', ({ x }) => {
  const rows = x.shape[0] ?? 1;
  return sum(matMul(ones([1, rows]), reshape(square(x), [rows, -1])));
});
