import {
  add,
  div,
  eye,
  matMul,
  mul,
  type Scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor2D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { largestEigenvalueBound } from './largest-eigenvalue-bound.ts';
import { polynomialSteps } from './polynomial-steps.ts';
import { unitScale } from './unit-scale.ts';

/** Two tensors on the device, the caller's to dispose. */
export interface DevicePolarFactor {
  /** Q, of the matrix's shape. */
  readonly factor: Tensor2D;
  /** ‖I − QᵀQ‖_F on the smaller side: what tells, when it is read, whether the iteration got there. */
  readonly residual: Scalar;
}

/** Options of {@link polarFactor}. */
export interface DevicePolarOptions {
  /**
   * The smallest singular value, as a share of a bound on the largest, that is to arrive at 1. 1e-4 unless told; 0.25 for a
   * matrix that was orthogonal a training step ago, which takes a third of the steps.
   */
  readonly lower?: number;
}

/**
 * The polar factor UVᵀ of A = U·diag(σ)·Vᵀ on the device, in float32, without a read-back: X ← (aI + bM + cM²)X with M = XXᵀ on the
 * smaller side and the coefficients of `polynomialSteps`, as many steps as `lower` needs. Agrees with `polarFactor` of
 * `@procrustes/projection` within 2e-6 + 1e-8·κ for condition numbers κ up to half of 1/lower; read the residual where the matrix
 * may be worse. Zeros give zeros, with a residual that says so; NaN gives NaN.
 *
 * @param matrix [rows, columns]; not modified
 * @throws RangeError for a `lower` outside (0, 1)
 */
export function polarFactor(matrix: Tensor2D, { lower = 1e-4 }: DevicePolarOptions = {}): DevicePolarFactor {
  const steps = polynomialSteps(lower);
  return tidy(() => {
    const tall = matrix.shape[0] > matrix.shape[1];
    const wide = unitScale(tall ? transpose(matrix) : matrix);
    const identity = eye(wide.shape[0]);
    let m = gram(wide);
    const bound = largestEigenvalueBound(m);
    let x: Tensor2D = div(wide, sqrt(bound));
    m = div(m, bound);
    for (const [a, b, c] of steps) {
      const polynomial: Tensor2D = add(add(mul(identity, a), mul(m, b)), mul(matMul(m, m), c));
      x = matMul(polynomial, x);
      m = gram(x);
    }
    const residual: Scalar = sqrt(sum(square(sub(identity, m))));
    return { factor: tall ? transpose(x) : x, residual };
  });
}

/** XXᵀ. */
const gram = (x: Tensor2D): Tensor2D => matMul(x, transpose(x));
