import { type ConvolutionOperator, checkOperator } from '@procrustes/projection';
import {
  mul,
  reshape,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { filterToUnit } from './filter-to-unit.ts';
import { type DevicePolarOptions, polarFactor } from './polar-factor.ts';
import { tapGeometry } from './tap-geometry.ts';
import { targetSigma } from './target-sigma.ts';

/** Options of {@link projectConvolution}. */
export interface DeviceProjectionOptions extends DevicePolarOptions {
  /** What all singular values are to be; `auto` (default) is √(output dimension / rank). */
  readonly sigma?: 'auto' | number;
}

/** Two tensors on the device, the caller's to dispose. */
export interface DeviceProjection<T extends Tensor> {
  readonly values: T;
  /** ‖I − QᵀQ‖_F of the polar factor, the largest of all frequencies, before the crop. */
  readonly residual: Scalar;
}

/**
 * One round of the projection of a convolution to σ, on the device and without a read-back: the same result as one round of
 * `projectConvolution` of `@procrustes/projection`, in float32. A 1×1 kernel of any stride is one matrix. A larger kernel, at
 * stride 1, is projected per frequency of the circular operator and cropped to its taps (`filterToUnit`); its Gram matrices leave
 * float32 errors of 1e-7·κ, up to κ of a few hundred.
 *
 * @param kernel [kernel height, kernel width, in, out]; not modified
 * @throws RangeError for a malformed operator, a kernel of another shape, σ ≤ 0, a `lower` outside (0, 1), or a kernel of more than one
 * tap with a stride
 */
export function projectConvolution(
  kernel: Tensor4D,
  operator: ConvolutionOperator,
  { sigma = 'auto', lower = 1e-4 }: DeviceProjectionOptions = {},
): DeviceProjection<Tensor4D> {
  checkOperator(operator);
  const { kernelSize, inChannels, outChannels, stride } = operator;
  const expected = [...kernelSize, inChannels, outChannels];
  if (kernel.shape.join() !== expected.join()) {
    throw new RangeError(
      `the operator's kernel has shape [${expected.join(', ')}] (HWIO), got [${kernel.shape.join(', ')}]`,
    );
  }
  const target = targetSigma(operator, sigma);
  const taps = kernelSize[0] * kernelSize[1];
  if (taps > 1 && stride > 1) {
    throw new RangeError(
      `on the device a kernel of more than one tap has stride 1, got ${kernelSize.join('×')} at stride ${stride}; take @procrustes/projection`,
    );
  }
  return tidy(() => {
    if (taps === 1) {
      const { factor, residual } = polarFactor(reshape(kernel, [inChannels, outChannels]), { lower });
      return { values: reshape(mul(factor, target), kernel.shape) as Tensor4D, residual };
    }
    // Where the output channels are fewer they take the inputs' place, and back.
    const narrows = inChannels > outChannels;
    const [side, other] = narrows ? [outChannels, inChannels] : [inChannels, outChannels];
    const turned = narrows ? transpose(kernel, [0, 1, 3, 2]) : kernel;
    const rows: Tensor2D = reshape(turned, [taps * side, other]);
    const { filtered, residual } = filterToUnit(rows, side, tapGeometry(operator), lower);
    const values: Tensor4D = reshape(mul(filtered, target), [...kernelSize, side, other]);
    return { values: narrows ? transpose(values, [0, 1, 3, 2]) : values, residual };
  });
}
