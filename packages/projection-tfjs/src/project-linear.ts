import { checkOperator, type LinearOperator } from '@procrustes/projection';
import { mul, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { polarFactor } from './polar-factor.ts';
import type { DeviceProjection, DeviceProjectionOptions } from './project-convolution.ts';
import { targetSigma } from './target-sigma.ts';

/**
 * A fully connected weight with all its singular values at σ, on the device and without a read-back; with σ = 1 the zero-phase
 * whitening of the 2018 variant.
 *
 * @param weight [out, in]; not modified
 * @throws RangeError for a malformed operator, a weight of another shape, σ ≤ 0, or a `lower` outside (0, 1)
 */
export function projectLinear(
  weight: Tensor2D,
  operator: LinearOperator,
  { sigma = 'auto', ...options }: DeviceProjectionOptions = {},
): DeviceProjection<Tensor2D> {
  checkOperator(operator);
  if (weight.shape[0] !== operator.rows || weight.shape[1] !== operator.columns) {
    throw new RangeError(
      `the operator's weight has shape [${operator.rows}, ${operator.columns}], got [${weight.shape.join(', ')}]`,
    );
  }
  const target = targetSigma(operator, sigma);
  return tidy(() => {
    const { factor, residual } = polarFactor(weight, options);
    const values: Tensor2D = mul(factor, target);
    return { values, residual };
  });
}
