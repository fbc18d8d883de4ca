import {
  cast,
  div,
  exp,
  log,
  max,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { defineOp } from './define-op.ts';
import { requireShape } from './require-shape.ts';

function logSoftmax(logits: Tensor2D): Tensor2D {
  const shifted: Tensor2D = sub(logits, max(logits, 1, true));
  return sub(shifted, log(sum(exp(shifted), 1, true)));
}

const hot = (labels: Tensor1D, classes: number): Tensor2D => cast(oneHot(labels, classes) as Tensor2D, 'float32');

const run = defineOp<{ logits: Tensor2D; labels: Tensor1D }, object, Scalar>({
  name: 'SoftmaxCrossEntropy',
  reference: ({ logits, labels }) => {
    const picked: Tensor2D = mul(logSoftmax(logits), hot(labels, logits.shape[1]));
    return neg(mean(sum(picked, 1)));
  },
  gradient: {
    savesInputs: ['logits', 'labels'],
    backward: (dy, saved) => {
      const [logits, labels] = saved as [Tensor2D, Tensor1D];
      return {
        logits: (): Tensor => {
          const difference = sub(exp(logSoftmax(logits)), hot(labels, logits.shape[1]));
          return mul(difference, div(dy, logits.shape[0]));
        },
        labels: () => zerosLike(labels),
      };
    },
  },
});

/**
 * Cross-entropy of softmax, averaged over the batch: −(1/n) Σ log softmax(logits)[label].
 *
 * @param logits [batch, classes]
 * @param labels [batch], int32, each in [0, classes): one beyond would be no class at all, and add nothing
 * @throws RangeError where there is not one label for each row of the logits
 */
export function softmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D): Scalar {
  requireShape(labels, [logits.shape[0]], 'the labels of a cross-entropy');
  return run({ logits, labels }, {});
}
