import {
  div,
  expandDims,
  eye,
  matMul,
  max,
  maximum,
  mul,
  onesLike,
  type Scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor3D,
  tidy,
} from '@tensorflow/tfjs-core';
import { iterationScales } from './iteration-scales.ts';

/**
 * G^{−1/2} of a batch of symmetric positive definite matrices, on the device: the coupled Newton–Schulz iteration
 * Y ← YT, Z ← TZ, T = ½ρ(3I − ρ²ZY), with Y → G^{1/2} and Z → G^{−1/2} (Higham, Functions of Matrices, section 6.7), scaled as in
 * `iterationScales`. Works on G, so that its reach in float32 ends at κ(G) of about 1e5.
 *
 * @param matrices [batch, n, n]
 * @param lower the smallest √λ, as a share of a bound on the largest, that is to arrive
 * @returns [batch, n, n], and the largest ‖I − ZY‖_F of the batch
 */
export function inverseSquareRoot(
  matrices: Tensor3D,
  lower: number,
): { readonly root: Tensor3D; readonly residual: Scalar } {
  return tidy(() => {
    const identity = expandDims(eye(matrices.shape[1]), 0) as Tensor3D;
    // ‖G‖_F ≥ λ_max, one for each matrix.
    const bound = maximum(sqrt(sum(square(matrices), [1, 2], true)), 1e-30);
    let y: Tensor3D = div(matrices, bound);
    let z: Tensor3D = mul(identity, onesLike(bound));
    for (const scale of iterationScales(lower)) {
      const step: Tensor3D = sub(mul(identity, 1.5 * scale), mul(matMul(z, y), 0.5 * scale ** 3));
      y = matMul(y, step);
      z = matMul(step, z);
    }
    const residual: Scalar = sqrt(max(sum(square(sub(identity, matMul(z, y))), [1, 2])));
    const root: Tensor3D = div(z, sqrt(bound));
    return { root, residual };
  });
}
