import {
  add,
  concat,
  matMul,
  neg,
  reshape,
  type Scalar,
  slice,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  tidy,
  transpose,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { inverseSquareRoot } from './inverse-square-root.ts';
import type { TapGeometry } from './tap-geometry.ts';
import { unitScale } from './unit-scale.ts';

/**
 * The taps of G(ω)^{−1/2}A(ω), G = AA*, A(ω) = Σ K_t e^{iωt}: a polar factor at every frequency, cropped to the kernel's taps. Only the
 * Gram matrices of the smaller side are touched per frequency, because they are trigonometric polynomials of the kernel's correlation with
 * itself, and the result is a short filter applied to the kernel.
 *
 * @param kernel [taps · side, other]: the blocks K_t, one below the other
 * @param side channels of the smaller side
 */
export function filterToUnit(
  kernel: Tensor2D,
  side: number,
  geometry: TapGeometry,
  lower: number,
): { readonly filtered: Tensor2D; readonly residual: Scalar } {
  const { taps, differences, frequencies } = geometry;
  return tidy(() => {
    const unit = unitScale(kernel);
    // Correlations K_t K_sᵀ by pair of taps, then their sums by difference of the taps.
    const products = reshape(matMul(unit, transpose(unit)), [taps, side, taps, side]);
    const byPair: Tensor2D = reshape(transpose(products, [0, 2, 1, 3]), [taps * taps, side * side]);
    const pairs = tensor2d(geometry.pairs, [differences, taps * taps]);
    const byDifference: Tensor3D = reshape(matMul(pairs, byPair), [differences, side, side]);

    // The Gram matrix at each frequency, as the real matrix [re, −im; im, re].
    const fromDifferences = tensor2d(geometry.fromDifferences, [frequencies, 2 * differences]);
    const embedded: Tensor2D = reshape(embeddings(byDifference), [2 * differences, 4 * side * side]);
    const gram: Tensor3D = reshape(matMul(fromDifferences, embedded), [frequencies, 2 * side, 2 * side]);
    const { root, residual } = inverseSquareRoot(gram, lower);

    // Re Σ_f S(ω_f)·e^{−iωδ} is the filter's tap δ, which takes K_s to tap t = s + δ.
    const flat: Tensor2D = reshape(root, [frequencies, 4 * side * side]);
    const part = (weights: Float32Array, row: number): Tensor3D => {
      const inverse = matMul(tensor2d(weights, [differences, frequencies]), flat);
      return slice(reshape(inverse, [differences, 2 * side, 2 * side]), [0, row, 0], [-1, side, side]) as Tensor3D;
    };
    const filter: Tensor3D = add(part(geometry.inverseCosine, 0), part(geometry.inverseSine, side));
    // By a product with ones and zeros, because `gather` reads its indices back.
    const byPairAgain = matMul(transpose(pairs), reshape(filter, [differences, side * side]));
    const blocks = transpose(reshape(byPairAgain, [taps, taps, side, side]), [0, 2, 1, 3]);
    const matrix: Tensor2D = reshape(blocks, [taps * side, taps * side]);
    return { filtered: matMul(matrix, unit), residual };
  });
}

/** [c, 0; 0, c] for each matrix c, which goes with the cosines, then [0, −c; c, 0], which goes with the sines. */
function embeddings(c: Tensor3D): Tensor3D {
  const zero = zerosLike(c);
  const embedding = (real: Tensor3D, imaginary: Tensor3D) =>
    concat([concat([real, neg(imaginary)], 2), concat([imaginary, real], 2)], 1) as Tensor3D;
  return concat([embedding(c, zero), embedding(zero, c)], 0);
}
