import { compositionKernel, sumOfSquaresDefinition } from '@procrustes/ops';
import { reshape, square, sum } from '@tensorflow/tfjs-core';

/**
 * Sums rows and columns of about one length. The stock reduction gives each sum a work group of its own, so that the
 * reference's sums along the first axis are a million groups for a million rows of one number.
 */
export const sumOfSquaresKernel = compositionKernel(sumOfSquaresDefinition, 'webgpu', ({ x }) =>
  sum(sum(square(reshape(x, [squarestHeight(x.size), -1])), 1)),
);

/** The largest divisor that is not above the root. */
function squarestHeight(size: number): number {
  let height = Math.floor(Math.sqrt(size));
  while (height > 1 && size % height !== 0) height -= 1;
  return Math.max(1, height);
}
