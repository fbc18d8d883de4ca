import { compositionKernel, reluGradientDefinition, sumOfSquaresDefinition } from '@procrustes/ops';
import { mul, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { hasOwnOperations } from './own-operations.ts';
import { runTensorflowOp } from './tensorflow-op.ts';

/** One pass over memory each, where a composition takes two or three. */
export const elementwiseKernels = [
  compositionKernel(
    reluGradientDefinition,
    'tensorflow',
    ({ dy, y }) => runTensorflowOp('ReluGrad', ['T'], [], [dy, y], 1)[0] as Tensor,
  ),
  compositionKernel(sumOfSquaresDefinition, 'tensorflow', ({ x }) =>
    hasOwnOperations()
      ? (runTensorflowOp('ProcrustesSumOfSquares', [], [], [x], 1)[0] as Scalar)
      : // L2Loss is ½ Σ x².
        (mul(runTensorflowOp('L2Loss', ['T'], [], [x], 1)[0] as Tensor, 2) as Scalar),
  ),
];
