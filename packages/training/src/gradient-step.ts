import type { Context } from '@procrustes/layers';
import type { Model } from '@procrustes/models';
import { softmaxCrossEntropy, type ValueAndGradients, valueAndGradients } from '@procrustes/ops';
import { dispose, keep, type Scalar, type Tensor1D, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import { accuracyOf } from './accuracy.ts';
import { trainableParameters } from './trainable-parameters.ts';

/** One forward and backward pass over a batch. The caller disposes all that it holds. */
export interface GradientStep extends ValueAndGradients {
  /** Share of the batch whose largest logit is the label's. */
  readonly accuracy: Scalar;
  readonly logits: Tensor2D;
}

/**
 * Mean cross-entropy over the batch, its gradient with respect to every trainable parameter (in the order of
 * `trainableParameters`), and the accuracy. Frees everything where something throws.
 *
 * @param images [batch, height, width, channels], normalised
 * @param labels [batch], int32
 */
export function gradientStep(model: Model, images: Tensor4D, labels: Tensor1D, context: Context): GradientStep {
  let logits: Tensor2D | undefined;
  let passed: ValueAndGradients | undefined;
  const parameters = trainableParameters(model).map(([, parameter]) => parameter.variable);
  try {
    passed = valueAndGradients(() => {
      logits = keep(model.network.forward(images, context));
      return softmaxCrossEntropy(logits, labels);
    }, parameters);
    return { ...passed, accuracy: accuracyOf(logits as Tensor2D, labels), logits: logits as Tensor2D };
  } catch (error) {
    logits?.dispose();
    if (passed !== undefined) dispose([passed.value, ...passed.gradients]);
    throw error;
  }
}
