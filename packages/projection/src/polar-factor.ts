import { type Matrix, powerOfTwoNear, requireMatrix, scale, transpose } from './matrix.ts';
import { multiplyTransposed, symmetricProduct } from './multiply.ts';
import { newtonSchulz, type Orthonormalised } from './newton-schulz.ts';
import { orthogonalityDefect } from './orthogonality-defect.ts';
import { scaledNewton } from './scaled-newton.ts';
import { singularValueDecomposition } from './singular-value-decomposition.ts';

/** How a polar factor was found. */
export type PolarMethod = 'newton-schulz' | 'scaled-newton' | 'svd';

/** What {@link polarFactor} gives. */
export interface PolarFactor {
  /** Q, of A's shape: QᵀQ = I where A is tall or square, QQᵀ = I where it is wide. */
  readonly factor: Matrix;
  /** ‖I − QᵀQ‖_F on the smaller side. */
  readonly residual: number;
  /** Steps of the iteration; 0 for the SVD. */
  readonly iterations: number;
  /** The method that gave the result: `svd` where an iteration did not get there. */
  readonly method: PolarMethod;
}

/** A residual that counts as reached; rounding alone leaves about n·ε. */
const ACCEPTED_RESIDUAL = 1e-12;

/** ‖I − XXᵀ‖₂ below which Newton–Schulz is the cheaper iteration: the few steps after a training step, not a cold start. */
const WARM = 0.7;

/** Newton–Schulz multiplies the smallest σ by 2.7 a step, so that this reaches condition numbers of 1e15. */
const MAXIMUM_ITERATIONS = 60;

/**
 * The orthonormal factor Q of the polar decomposition A = QH, H symmetric positive semidefinite: with A = U·diag(σ)·Vᵀ it is UVᵀ,
 * the nearest matrix with orthonormal columns (rows, where A is wide) in every unitarily invariant norm.
 *
 * - `svd`: ml-matrix, the reference.
 * - `newton-schulz`: multiplications only, on the smaller side; falls back to the SVD where the residual does not get to rounding level.
 * - `scaled-newton`: LQ and Newton's iteration with Higham's scaling, at most nine steps for any condition number; falls back to the SVD where A is singular.
 * - `auto` (default): Newton–Schulz where A is already nearly orthogonal (warm), scaled Newton otherwise.
 *
 * For condition number κ all agree within 1e-14·max(100, κ). Where A has no full rank, Q completes UVᵀ on the null space by some
 * orthonormal basis: always the same for the same A, but no property of A. The input is not modified.
 *
 * @throws RangeError for a matrix that is empty or has another number of entries than its sides, or an entry that is NaN or infinite.
 * @see Higham, Functions of Matrices, ch. 8
 *
 * @example
 * const { factor } = polarFactor(createMatrix(2, 2, [2, 0, 0, 3])); // the identity
 */
export function polarFactor(
  matrix: Matrix,
  { method = 'auto' }: { readonly method?: PolarMethod | 'auto' } = {},
): PolarFactor {
  const { rows, columns, data } = matrix;
  requireMatrix(matrix);
  const tall = rows > columns;
  const unit = scale(tall ? transpose(matrix) : matrix, 1 / powerOfTwoNear(data));
  const found = iterate(unit, method);
  if (found === null) return bySvd(matrix);
  const { rows: factor, residual, iterations } = found.result;
  return { factor: tall ? transpose(factor) : factor, residual, iterations, method: found.method };
}

/** The polar factor of each matrix. */
export function polarFactors(
  matrices: Iterable<Matrix>,
  options: { readonly method?: PolarMethod | 'auto' } = {},
): PolarFactor[] {
  return Array.from(matrices, (matrix) => polarFactor(matrix, options));
}

/**
 * The symmetric factor H on the smaller side, given A's polar factor Q: H = QᵀA for tall A, AQᵀ for wide. Its eigenvalues are A's singular values.
 */
export function symmetricPolarFactor(matrix: Matrix, factor: Matrix): Matrix {
  return matrix.rows <= matrix.columns
    ? symmetricProduct(matrix, factor)
    : symmetricProduct(transpose(matrix), transpose(factor));
}

function iterate(wide: Matrix, method: PolarMethod | 'auto'): { result: Orthonormalised; method: PolarMethod } | null {
  if (method === 'svd') return null;
  const squares = wide.data.reduce((sum, entry) => sum + entry * entry, 0);
  if (squares === 0) return null;
  if (method === 'newton-schulz') {
    // ‖A‖_F bounds σ_max, which keeps every σ in [0, 1].
    const result = newtonSchulz(scale(wide, 1 / Math.sqrt(squares)), MAXIMUM_ITERATIONS);
    return result.residual <= ACCEPTED_RESIDUAL ? { result, method } : null;
  }
  if (method === 'auto') {
    // Mean σ² = 1: a matrix near some multiple of an orthogonal one is then near an orthogonal one.
    const balanced = scale(wide, Math.sqrt(wide.rows / squares));
    const result = newtonSchulz(balanced, MAXIMUM_ITERATIONS, WARM);
    if (result.residual <= ACCEPTED_RESIDUAL) return { result, method: 'newton-schulz' };
  }
  const result = scaledNewton(wide);
  return result !== null && result.residual <= ACCEPTED_RESIDUAL ? { result, method: 'scaled-newton' } : null;
}

function bySvd(matrix: Matrix): PolarFactor {
  const { left, right } = singularValueDecomposition(matrix);
  const factor = multiplyTransposed(left, right);
  const { residual } = orthogonalityDefect(matrix.rows <= matrix.columns ? factor : transpose(factor));
  return { factor, residual, iterations: 0, method: 'svd' };
}
