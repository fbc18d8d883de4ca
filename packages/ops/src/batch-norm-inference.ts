import { add, div, mul, sqrt, sub, type Tensor1D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { BatchNormAttributes } from './batch-norm-training.ts';
import { channelAffine } from './channel-affine.ts';

/**
 * Batch normalisation with given statistics, for evaluation: one affine map per channel. Has no gradient.
 *
 * x is [batch, height, width, channels]; γ (`scale`), β (`offset`), `mean` and `variance` are [channels].
 */
export function batchNormInference(
  x: Tensor4D,
  { scale, offset, mean, variance }: Record<'scale' | 'offset' | 'mean' | 'variance', Tensor1D>,
  { epsilon, activation }: BatchNormAttributes & { readonly activation: 'relu' | 'none' },
): Tensor4D {
  return tidy(() => {
    const factor: Tensor1D = div(scale, sqrt(add(variance, epsilon)));
    return channelAffine(x, factor, sub(offset, mul(mean, factor)), { activation });
  });
}
