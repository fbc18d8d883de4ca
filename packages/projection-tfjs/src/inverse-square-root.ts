import {
  add,
  div,
  expandDims,
  eye,
  matMul,
  max,
  mul,
  type Scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor3D,
  tidy,
} from '@tensorflow/tfjs-core';
import { largestEigenvalueBound } from './largest-eigenvalue-bound.ts';
import { polynomialSteps } from './polynomial-steps.ts';

/**
 * G^{−1/2} of a batch of symmetric positive definite matrices, on the device: the coupled iteration Y ← YT, Z ← TZ with
 * T = aI + bM + cM², M = ZY, from Y = G over a bound on its largest eigenvalue and Z = I, so that Y → G^{1/2} and Z → G^{−1/2} (Higham,
 * Functions of Matrices, section 6.7), with the coefficients of `polynomialSteps`. Works on G, so that its reach in float32 ends
 * at κ(G) of about 1e5.
 *
 * @param matrices [batch, n, n]
 * @param lower the smallest √λ, as a share of a bound on the largest, that is to arrive
 * @returns [batch, n, n], and the largest ‖I − ZY‖_F of the batch
 * @throws RangeError for a `lower` outside (0, 1)
 */
export function inverseSquareRoot(
  matrices: Tensor3D,
  lower: number,
): { readonly root: Tensor3D; readonly residual: Scalar } {
  const steps = polynomialSteps(lower);
  return tidy(() => {
    const identity = expandDims(eye(matrices.shape[1]), 0) as Tensor3D;
    const bound = largestEigenvalueBound(matrices);
    let y: Tensor3D = div(matrices, bound);
    let z: Tensor3D | null = null;
    for (const [a, b, c] of steps) {
      const m: Tensor3D = z === null ? y : matMul(z, y);
      const t: Tensor3D = add(add(mul(m, b), mul(matMul(m, m), c)), mul(identity, a));
      y = matMul(y, t);
      z = z === null ? t : matMul(t, z);
    }
    const inverse = z as Tensor3D;
    const residual: Scalar = sqrt(max(sum(square(sub(matMul(inverse, y), identity)), [1, 2])));
    const root: Tensor3D = div(inverse, sqrt(bound));
    return { root, residual };
  });
}
