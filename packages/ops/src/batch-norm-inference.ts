import { add, div, mul, sqrt, sub, type Tensor1D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { BatchNormAttributes } from './batch-norm-training.ts';
import { channelAffine } from './channel-affine.ts';

/**
 * Batch normalisation with given statistics, for evaluation: one affine map per channel. Has no gradient.
 *
 * @param x [batch, height, width, channels]
 * @param scale γ, [channels]
 * @param offset β, [channels]
 * @param mean, variance [channels]
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
