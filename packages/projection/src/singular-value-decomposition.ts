import { Matrix as MlMatrix, SingularValueDecomposition } from 'ml-matrix';
import { type Matrix, powerOfTwoNear, requireMatrix, transpose } from './matrix.ts';

/** A = U·diag(σ)·Vᵀ with r = min(rows, columns): U is rows × r, V is columns × r, both with orthonormal columns. */
export interface SingularValues {
  readonly left: Matrix;
  readonly right: Matrix;
  /** σ₁ ≥ … ≥ σ_r ≥ 0. */
  readonly values: Float64Array;
}

/**
 * The singular value decomposition of any real matrix, by ml-matrix (Golub & Reinsch), in float64.
 * Wide matrices are transposed first and everything is scaled to a largest entry near 1, so that 1e-30 and 1e30 neither under- nor overflow.
 * @throws RangeError for a matrix that is empty or has another number of entries than its sides, or an entry that is NaN or infinite.
 */
export function singularValueDecomposition(matrix: Matrix): SingularValues {
  const { rows, columns, data } = matrix;
  requireMatrix(matrix);
  if (rows < columns) {
    const { left, right, values } = singularValueDecomposition(transpose(matrix));
    return { left: right, right: left, values };
  }
  const unit = powerOfTwoNear(data);
  const nested = Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns), (x) => x / unit),
  );
  const decomposition = new SingularValueDecomposition(new MlMatrix(nested));
  return {
    left: fromMlMatrix(decomposition.leftSingularVectors),
    right: fromMlMatrix(decomposition.rightSingularVectors),
    values: Float64Array.from(decomposition.diagonal, (value) => value * unit),
  };
}

function fromMlMatrix(source: MlMatrix): Matrix {
  return { rows: source.rows, columns: source.columns, data: Float64Array.from(source.to1DArray()) };
}
