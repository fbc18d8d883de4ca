import type { Context, Parameter } from '@procrustes/layers';
import type { Model } from '@procrustes/models';
import { softmaxCrossEntropy, type ValueAndGradients, valueAndGradients } from '@procrustes/ops';
import {
  argMax,
  cast,
  equal,
  keep,
  mean,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';

/** One forward and backward pass over a batch. The caller disposes all that it holds. */
export interface GradientStep extends ValueAndGradients {
  /** Share of the batch whose largest logit is the label's. */
  readonly accuracy: Scalar;
  readonly logits: Tensor2D;
}

/** The parameters that an optimiser changes, by name. */
export function trainableParameters({ network }: Model): (readonly [name: string, parameter: Parameter])[] {
  return [...network.namedParameters()].filter(([, parameter]) => parameter.trainable);
}

/**
 * Mean cross-entropy over the batch, its gradient with respect to every trainable parameter (in the order of
 * `trainableParameters`), and the accuracy.
 *
 * @param images [batch, height, width, channels], normalised
 * @param labels [batch], int32
 */
export function gradientStep(model: Model, images: Tensor4D, labels: Tensor1D, context: Context): GradientStep {
  let logits: Tensor2D | undefined;
  const parameters = trainableParameters(model).map(([, parameter]) => parameter.variable);
  try {
    const { value, gradients } = valueAndGradients(() => {
      logits = keep(model.network.forward(images, context));
      return softmaxCrossEntropy(logits, labels);
    }, parameters);
    return { value, gradients, accuracy: accuracyOf(logits as Tensor2D, labels), logits: logits as Tensor2D };
  } catch (error) {
    logits?.dispose();
    throw error;
  }
}

/** Share of rows whose largest logit is the label's. */
export function accuracyOf(logits: Tensor2D, labels: Tensor1D): Scalar {
  return tidy(() => mean(cast(equal(argMax(logits, 1), labels), 'float32')));
}
