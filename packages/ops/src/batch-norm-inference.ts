import { add, div, mul, sqrt, sub, type Tensor1D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { BatchNormAttributes } from './batch-norm-training.ts';
import { channelAffine } from './channel-affine.ts';
import { requireShape } from './require-shape.ts';

/**
 * Batch normalisation with given statistics, for evaluation: one affine map per channel. Has no gradient.
 *
 * x is [batch, height, width, channels]; γ (`scale`), β (`offset`), `mean` and `variance` are [channels].
 * @throws RangeError where one of these four is of another shape
 */
export function batchNormInference(
  x: Tensor4D,
  { scale, offset, mean, variance }: Record<'scale' | 'offset' | 'mean' | 'variance', Tensor1D>,
  { epsilon, activation }: BatchNormAttributes & { readonly activation: 'relu' | 'none' },
): Tensor4D {
  const channels = [x.shape[3]];
  requireShape(scale, channels, 'the scale of a batch norm');
  requireShape(offset, channels, 'the offset of a batch norm');
  requireShape(mean, channels, 'the mean of a batch norm');
  requireShape(variance, channels, 'the variance of a batch norm');
  return tidy(() => {
    const factor: Tensor1D = div(scale, sqrt(add(variance, epsilon)));
    return channelAffine(x, factor, sub(offset, mul(mean, factor)), { activation });
  });
}
