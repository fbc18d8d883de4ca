import {
  abs,
  div,
  eye,
  matMul,
  max,
  maximum,
  minimum,
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
import { iterationScales } from './iteration-scales.ts';

/** Two tensors on the device, the caller's to dispose. */
export interface DevicePolarFactor {
  /** Q, of the matrix's shape. */
  readonly factor: Tensor2D;
  /** ‖I − QᵀQ‖_F on the smaller side: what tells, when it is read, whether the iteration got there. */
  readonly residual: Scalar;
}

export interface DevicePolarOptions {
  /**
   * The smallest singular value, as a share of a bound on the largest, that is to arrive at 1. 1e-4 unless told; 0.25 for a
   * matrix that was orthogonal a training step ago, which takes half the steps.
   */
  readonly lower?: number;
}

/** Keeps a matrix of zeros from dividing by zero; below every float32 that matters. */
const tiny = 1e-30;

/**
 * The polar factor UVᵀ of A = U·diag(σ)·Vᵀ on the device, in float32, without a read-back: scaled Newton–Schulz steps on
 * the smaller side, as many as `lower` needs. Agrees with `polarFactor` of `@procrustes/projection` within about κ·1e-6 for
 * condition numbers κ below 1/lower; read the residual where the matrix may be worse.
 *
 * @param matrix [rows, columns]
 */
export function polarFactor(matrix: Tensor2D, { lower = 1e-4 }: DevicePolarOptions = {}): DevicePolarFactor {
  const scales = iterationScales(lower);
  return tidy(() => {
    const tall = matrix.shape[0] > matrix.shape[1];
    let x: Tensor2D = tall ? transpose(matrix) : matrix;
    x = div(x, maximum(sqrt(largestEigenvalueBound(gram(x))), tiny));
    for (const scale of scales) x = newtonSchulzStep(x, scale);
    const residual = sqrt(sum(square(sub(eye(x.shape[0]), gram(x))))) as Scalar;
    return { factor: tall ? transpose(x) : x, residual };
  });
}

/** XXᵀ. */
const gram = (x: Tensor2D): Tensor2D => matMul(x, transpose(x));

/** ½ρ(3I − ρ²XXᵀ)X. */
function newtonSchulzStep(x: Tensor2D, scale: number): Tensor2D {
  const step: Tensor2D = sub(mul(eye(x.shape[0]), 1.5 * scale), mul(gram(x), 0.5 * scale ** 3));
  return matMul(step, x);
}

/** The smaller of two bounds on λ_max of a symmetric G: its Frobenius norm, and its largest absolute row sum. */
function largestEigenvalueBound(g: Tensor2D): Scalar {
  return minimum(sqrt(sum(square(g))), max(sum(abs(g), 1)));
}
