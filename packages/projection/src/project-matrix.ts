import { type Matrix, scale, transpose } from './matrix.ts';
import { matrixSingularValues } from './matrix-singular-values.ts';
import { multiplyTransposed } from './multiply.ts';
import { polarFactor, symmetricPolarFactor } from './polar-factor.ts';
import type { ResolvedProjectionOptions } from './projection-options.ts';
import { type Receipt, spectrumResidual, summarise } from './receipt.ts';
import { releasesPolarFactor } from './releases-recipe.ts';
import { singularValueDecomposition } from './singular-value-decomposition.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';

/** A receipt but for the time, which the caller knows. */
export type UntimedReceipt = Omit<Receipt, 'milliseconds'>;

/**
 * The matrix whose singular values are all σ (with `clip`: at most σ) and that is nearest to this one, by one decomposition.
 */
export function projectMatrix(
  matrix: Matrix,
  options: ResolvedProjectionOptions,
): { readonly matrix: Matrix; readonly receipt: UntimedReceipt } {
  if (options.mode === 'reference') return referenceMatrix(matrix, options);
  if (options.clip) return clipMatrix(matrix, options);
  const { sigma } = options;
  const { factor, residual, method } = polarFactor(matrix);
  const values = symmetricEigenvalues(symmetricPolarFactor(matrix, factor)).map((value) => Math.max(0, value));
  // ‖I − QᵀQ‖_F bounds how far the squares of Q's singular values are from 1.
  const after = summarise([sigma * Math.sqrt(1 - residual), sigma * Math.sqrt(1 + residual)], sigma);
  const histogram = after.histogram.map((count) => (count === 0 ? 0 : values.length));
  const receipt = { sigma, before: summarise(values, sigma), after: { ...after, histogram }, residual };
  return {
    matrix: scale(factor, sigma),
    receipt: { method, mode: 'exact', ...receipt, cropLoss: 0, rounds: 1, converged: residual <= options.tolerance },
  };
}

function clipMatrix(matrix: Matrix, { sigma }: ResolvedProjectionOptions) {
  const { left, right, values } = singularValueDecomposition(matrix);
  const clipped = values.map((value) => Math.min(value, sigma));
  const unchanged = values.every((value) => value <= sigma);
  const receipt: UntimedReceipt = {
    method: 'clip',
    mode: 'exact',
    sigma,
    before: summarise(values, sigma),
    after: summarise(clipped, sigma),
    residual: 0,
    cropLoss: 0,
    rounds: 1,
    converged: true,
  };
  return { matrix: unchanged ? scale(matrix, 1) : multiplyTransposed(scaleColumns(left, clipped), right), receipt };
}

function referenceMatrix(matrix: Matrix, { sigma, tolerance }: ResolvedProjectionOptions) {
  const tall = matrix.rows > matrix.columns;
  const factor = releasesPolarFactor(tall ? transpose(matrix) : matrix);
  const projected = scale(tall ? transpose(factor) : factor, sigma);
  const after = summarise(matrixSingularValues(projected), sigma);
  const residual = spectrumResidual(after, sigma, false);
  const receipt: UntimedReceipt = {
    method: 'releases-recipe',
    mode: 'reference',
    sigma,
    before: summarise(matrixSingularValues(matrix), sigma),
    after,
    residual,
    cropLoss: 0,
    rounds: 1,
    converged: residual <= tolerance,
  };
  return { matrix: projected, receipt };
}

/** A·diag(factors). */
function scaleColumns({ rows, columns, data }: Matrix, factors: Float64Array): Matrix {
  return { rows, columns, data: data.map((entry, index) => entry * (factors[index % columns] as number)) };
}
