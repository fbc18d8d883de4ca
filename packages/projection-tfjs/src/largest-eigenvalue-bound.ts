import { abs, max, maximum, minimum, sqrt, square, sum, type Tensor } from '@tensorflow/tfjs-core';
import { tiny } from './unit-scale.ts';

/**
 * The smaller of two bounds on the largest eigenvalue of each symmetric matrix: its Frobenius norm, and its largest absolute row sum. At
 * least `tiny`, to be divided by.
 *
 * @param matrices [n, n], or [batch, n, n]
 * @returns [1, 1], or [batch, 1, 1]
 */
export function largestEigenvalueBound(matrices: Tensor): Tensor {
  const [rows, columns] = [matrices.rank - 2, matrices.rank - 1];
  const frobenius = sqrt(sum(square(matrices), [rows, columns], true));
  return maximum(minimum(frobenius, max(sum(abs(matrices), columns, true), rows, true)), tiny);
}
