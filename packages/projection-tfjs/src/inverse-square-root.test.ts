import { prepareBackend } from '@procrustes/backends';
import { expectTensorCount } from '@procrustes/testing';
import { matMul, type Tensor3D, tensor3d, tidy, transpose } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { inverseSquareRoot } from './inverse-square-root.ts';
import { conditionedWeight } from './testing/conditioned-weight.ts';

describe.each(['wasm', 'cpu'])('inverseSquareRoot on %s', (backend) => {
  beforeAll(async () => {
    await prepareBackend(backend);
  });

  /** AAᵀ for matrices A of these condition numbers, each of another size. */
  const gramMatrices = (conditions: readonly number[]): Tensor3D =>
    tidy(() => {
      const weights = conditions.flatMap((condition, i) =>
        [...conditionedWeight(4, 9, condition, i)].map((x) => x * 10 ** i),
      );
      const a = tensor3d(weights, [conditions.length, 4, 9]);
      return matMul(a, transpose(a, [0, 2, 1]));
    });

  // ZGZ = I up to ε·κ(G) = 6e-8·κ²; four times that for n = 4.
  it('makes ZGZ the identity, each matrix by a bound of its own', async () => {
    const matrices = gramMatrices([1, 5, 30]);
    const { root, residual } = await expectTensorCount(() => inverseSquareRoot(matrices, 1e-3), 2);
    expect(residual.dataSync()[0]).toBeLessThan(1e-4);
    const products = tidy(() => matMul(matMul(root, matrices), root).dataSync());
    for (const [i, condition] of [1, 5, 30].entries()) {
      const identity = Float32Array.from({ length: 16 }, (_, j) => (j % 5 === 0 ? 1 : 0));
      expect(products.subarray(16 * i, 16 * i + 16)).toBeAllClose(identity, 2.4e-7 * condition ** 2 + 2e-6);
    }
    for (const tensor of [matrices, root, residual]) tensor.dispose();
  });

  it('tells by the residual of the worst one that it has not arrived', () => {
    const matrices = gramMatrices([1, 300]);
    const residual = tidy(() => inverseSquareRoot(matrices, 0.25).residual.dataSync()[0]);
    expect(residual).toBeGreaterThan(0.5);
    matrices.dispose();
  });
});
