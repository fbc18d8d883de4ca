import { ones, type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { backpropagate, freeSaved, record, type TapeNode } from './tape.ts';

/** What {@link valueAndGradients} gives, the caller's to dispose. */
export interface ValueAndGradients {
  readonly value: Scalar;
  /** ∂E/∂p in the order of the parameters. */
  readonly gradients: readonly Tensor[];
}

/**
 * E and ∂E/∂p for every parameter p, by reverse accumulation over TensorFlow.js's own tape. Unlike `tf.variableGrads`,
 * it frees each saved activation and each intermediate gradient as soon as it has been used, so that memory shrinks
 * during the backward pass instead of growing, and it frees everything where `f` or a gradient throws.
 *
 * The caller disposes the value and the gradients: 1 + parameters.length tensors.
 *
 * @param f computes the scalar E from the parameters
 * @throws what `f` throws; where E is no scalar; where E does not depend on a parameter; where an operation on the way
 *   has no gradient
 */
export function valueAndGradients(f: () => Scalar, parameters: readonly Tensor[]): ValueAndGradients {
  const tape: TapeNode[] = [];
  try {
    return tidy(() => {
      const value = record(f, tape);
      if (value.rank !== 0) throw new Error(`gradients need a scalar, got a tensor of shape [${value.shape}]`);
      const found = backpropagate(value, ones([]), new Set(parameters.map(({ id }) => id)), tape);
      const gradients = parameters.map(({ id, shape }, index) => {
        const gradient = found.get(id);
        if (gradient !== undefined) return gradient;
        throw new Error(
          `the value does not depend on parameter ${index} of shape [${shape}]; leave it out (running statistics are not trainable)`,
        );
      });
      return { value, gradients } as unknown as Tensor[];
    }) as unknown as ValueAndGradients;
  } finally {
    for (const node of tape) freeSaved(node);
  }
}
