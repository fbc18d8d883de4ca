import { argMax, cast, equal, mean, type Scalar, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';

/**
 * Share of rows whose largest logit is the label's.
 *
 * @param logits [batch, classes]
 * @param labels [batch], int32
 */
export function accuracyOf(logits: Tensor2D, labels: Tensor1D): Scalar {
  return tidy(() => mean(cast(equal(argMax(logits, 1), labels), 'float32')));
}
