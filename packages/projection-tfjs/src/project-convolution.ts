import { automaticSigma, type ConvolutionOperator, checkOperator } from '@procrustes/projection';
import {
  add,
  concat,
  gather,
  matMul,
  mul,
  neg,
  reshape,
  type Scalar,
  slice,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { inverseSquareRoot } from './inverse-square-root.ts';
import { type DevicePolarOptions, polarFactor } from './polar-factor.ts';
import { type TapGeometry, tapGeometry } from './tap-geometry.ts';

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
 * stride 1 under circular padding, is projected per frequency and cropped to its taps: per frequency only the Gram matrix of the
 * smaller side is touched, because it is a trigonometric polynomial of the kernel's correlation with itself, and the
 * result is a short filter applied to the kernel.
 *
 * @param kernel [kernel height, kernel width, in, out]; not modified
 * @throws RangeError for a malformed operator, a kernel of another shape, σ ≤ 0, or a kernel of more than one tap with a stride
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
    throw new RangeError(`the operator's kernel has shape [${expected}] (HWIO), got [${kernel.shape}]`);
  }
  const target = sigma === 'auto' ? automaticSigma(operator) : sigma;
  if (!(target > 0 && Number.isFinite(target)))
    throw new RangeError(`sigma is 'auto' or a finite number > 0, got ${sigma}`);
  const taps = kernelSize[0] * kernelSize[1];
  if (taps > 1 && stride > 1) {
    throw new RangeError(
      `on the device a kernel of more than one tap has stride 1, got ${kernelSize.join('×')} at stride ${stride}; take @procrustes/projection`,
    );
  }
  return tidy(() => {
    if (taps === 1) {
      const { factor, residual } = polarFactor(reshape(kernel, [inChannels, outChannels]), { lower });
      const values: Tensor4D = reshape(mul(factor, target), kernel.shape);
      return { values, residual };
    }
    const geometry = tapGeometry(operator);
    if (inChannels <= outChannels) {
      const { filtered, residual } = filterToUnit(
        reshape(kernel, [taps * inChannels, outChannels]),
        inChannels,
        geometry,
        lower,
      );
      const values: Tensor4D = reshape(mul(filtered, target), kernel.shape);
      return { values, residual };
    }
    // The other side is the smaller one: the same with the channels swapped, which turns the roles of the taps of a pair around.
    const swapped = reshape(transpose(kernel, [0, 1, 3, 2]), [taps * outChannels, inChannels]) as Tensor2D;
    const { filtered, residual } = filterToUnit(swapped, outChannels, geometry, lower);
    const values: Tensor4D = transpose(
      reshape(mul(filtered, target), [...kernelSize, outChannels, inChannels]),
      [0, 1, 3, 2],
    );
    return { values, residual };
  });
}

/**
 * Rows of `kernel` are (tap, channel of the smaller side). With K_t its blocks, A(ω) = Σ K_t e^{iωt} and G(ω) = A A*, returns the
 * taps of G(ω)^{−1/2} A(ω).
 */
function filterToUnit(
  kernel: Tensor2D,
  side: number,
  geometry: TapGeometry,
  lower: number,
): { readonly filtered: Tensor2D; readonly residual: Scalar } {
  const { taps, differences, frequencies, pairs, cosine, sine, inverseCosine, inverseSine } = geometry;
  const constant = (values: Float32Array, rows: number, columns: number) => tensor2d(values, [rows, columns]);

  // Correlations K_t K_sᵀ by pair of taps, summed by difference, then the Gram matrix of each frequency.
  const products: Tensor = reshape(matMul(kernel, transpose(kernel)), [taps, side, taps, side]);
  const byPair: Tensor2D = reshape(transpose(products, [0, 2, 1, 3]), [taps * taps, side * side]);
  const byDifference = matMul(constant(pairs, differences, taps * taps), byPair);
  const block = [frequencies, side, side];
  const real: Tensor3D = reshape(
    matMul(constant(cosine, frequencies, differences), byDifference),
    block as [number, number, number],
  );
  const imaginary: Tensor3D = reshape(
    matMul(constant(sine, frequencies, differences), byDifference),
    block as [number, number, number],
  );
  const embedding = concat([concat([real, neg(imaginary)], 2), concat([imaginary, real], 2)], 1) as Tensor3D;

  const { root, residual } = inverseSquareRoot(embedding, lower);
  const rootReal = reshape(slice(root, [0, 0, 0], [-1, side, side]), [frequencies, side * side]) as Tensor2D;
  const rootImaginary = reshape(slice(root, [0, side, 0], [-1, side, side]), [frequencies, side * side]) as Tensor2D;
  // Its taps: Re Σ_f S(ω_f) e^{−iωδ}, with the sign that takes K_s to tap t = s + δ.
  const filter: Tensor2D = add(
    matMul(constant(inverseCosine, differences, frequencies), rootReal),
    matMul(constant(inverseSine, differences, frequencies), rootImaginary),
  );
  const byPairAgain = gather(filter, tensor1d(geometry.differenceOfPair, 'int32'));
  const matrix: Tensor2D = reshape(transpose(reshape(byPairAgain, [taps, taps, side, side]), [0, 2, 1, 3]), [
    taps * side,
    taps * side,
  ]);
  return { filtered: matMul(matrix, kernel), residual };
}
