import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { determinant } from './determinant.ts';
import { type Matrix, requireMatrix } from './matrix.ts';
import { matrixSingularValues } from './matrix-singular-values.ts';
import { multiply } from './multiply.ts';
import { polarFactor, symmetricPolarFactor } from './polar-factor.ts';
import { rotationPlanes, rotationPower } from './rotation-planes.ts';

/** R as a linear residual network of L layers: R = (I + W_L) ⋯ (I + W_1). */
export interface NearIdentityFactors {
  /** I + W_1 … I + W_L, the first to be applied first. */
  readonly factors: readonly Matrix[];
  /** max ‖W_l‖₂. */
  readonly largestNorm: number;
  /** γ = max(|log σ_max(R)|, |log σ_min(R)|). */
  readonly gamma: number;
  /** ‖(I + W_L) ⋯ (I + W_1) − R‖_F / ‖R‖_F. */
  readonly residual: number;
}

/**
 * Factors R (square, det R > 0) into L matrices near the identity, as the proof of the linear theorem does: with the polar decomposition
 * R = HQ, the first L₂ layers are equal roots of the rotation Q, the last L₁ equal roots of H,
 *
 *     ‖H^{1/L₁} − I‖₂ ≤ e^{γ/L₁} − 1,   ‖Q^{1/L₂} − I‖₂ = 2 sin(θ_max / 2L₂),   L₁ + L₂ = L.
 *
 * L₁ is the number for which the larger of the two is least. The gradient passes layer l backwards by (I + W_l)ᵀ, so that
 * 1 − ‖W_l‖ ≤ r_l ≤ 1 + ‖W_l‖.
 *
 * @throws RangeError for a matrix that is not square, has entries that are NaN or infinite, is singular or has det R < 0, or where L is no whole number ≥ 1
 * @see Hardt & Ma, Identity Matters in Deep Learning, ICLR 2017, theorem 2.1; arXiv 1805.07477, section 3
 */
export function nearIdentityFactors(matrix: Matrix, layers: number): NearIdentityFactors {
  const { rows: size, columns } = matrix;
  if (size !== columns)
    throw new RangeError(`only a square matrix has factors near the identity, got ${size}×${columns}`);
  if (!Number.isSafeInteger(layers) || layers < 1) throw new RangeError(`layers is a whole number ≥ 1, got ${layers}`);
  requireMatrix(matrix);
  const sigma = matrixSingularValues(matrix);
  const [largest, least] = [sigma[0] as number, sigma[size - 1] as number];
  if (!(least > largest * 1e-12)) {
    throw new RangeError(`a singular matrix has no factors near the identity, got σ_min ${least} of σ_max ${largest}`);
  }
  const { factor: rotation } = polarFactor(matrix);
  // The rotation's, which has the sign of det R and neither under- nor overflows.
  if (determinant(rotation) < 0) {
    throw new RangeError('a matrix with det R < 0 has no factors near the identity; negate one of its rows');
  }
  const gamma = Math.max(Math.abs(Math.log(largest)), Math.abs(Math.log(least)));
  const planes = rotationPlanes(rotation);
  const angle = planes.reduce((most, plane) => Math.max(most, plane.angle), 0);
  const stretching = stretchingLayers(layers, gamma, angle);
  const turn = rotationPower(size, planes, stretching === layers ? 1 : 1 / (layers - stretching));
  const stretch = symmetricPower(symmetricPolarFactor(matrix, rotation), 1 / Math.max(1, stretching));
  const factors =
    layers === 1
      ? [matrix]
      : Array.from({ length: layers }, (_, layer) => (layer < layers - stretching ? turn : stretch));
  return {
    factors,
    largestNorm: Math.max(...[...new Set(factors)].map(distanceFromIdentity)),
    gamma,
    residual: relativeDistance(
      factors.reduce((product, factor) => multiply(factor, product)),
      matrix,
    ),
  };
}

/** L₁: at least one layer for each of the two that is more than rounding. */
function stretchingLayers(layers: number, gamma: number, angle: number): number {
  const norm = (stretching: number) =>
    Math.max(
      stretching === 0 ? 0 : Math.expm1(gamma / stretching),
      stretching === layers ? 0 : 2 * Math.sin(angle / (2 * (layers - stretching))),
    );
  const [least, most] = [gamma < 1e-15 ? 0 : 1, angle === 0 ? layers : layers - 1];
  let best = least;
  for (let stretching = least + 1; stretching <= most; stretching += 1) {
    if (norm(stretching) < norm(best)) best = stretching;
  }
  return best;
}

/** H^t of a symmetric positive definite H. */
function symmetricPower({ rows: size, data }: Matrix, exponent: number): Matrix {
  const decomposition = new EigenvalueDecomposition(MlMatrix.from1DArray(size, size, data), { assumeSymmetric: true });
  const vectors = decomposition.eigenvectorMatrix;
  const powers = decomposition.realEigenvalues.map((value) => value ** exponent);
  const power = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      let sum = 0;
      for (let k = 0; k < size; k += 1) sum += vectors.get(i, k) * (powers[k] as number) * vectors.get(j, k);
      power[i * size + j] = sum;
    }
  }
  return { rows: size, columns: size, data: power };
}

function distanceFromIdentity({ rows, columns, data }: Matrix): number {
  const difference = data.map((entry, index) => entry - (index % (rows + 1) === 0 ? 1 : 0));
  return matrixSingularValues({ rows, columns, data: difference })[0] as number;
}

function relativeDistance(a: Matrix, b: Matrix): number {
  const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return norm(a.data.map((entry, index) => entry - (b.data[index] as number))) / norm(b.data);
}
