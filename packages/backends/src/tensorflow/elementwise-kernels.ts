import { compositionKernel, reluGradientDefinition, sumOfSquaresDefinition } from '@procrustes/ops';
import { mul, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { runTensorflowOp } from './tensorflow-op.ts';

/** One pass over memory each, where a composition takes two or three. */
export const elementwiseKernels = [
  compositionKernel(
    reluGradientDefinition,
    'tensorflow',
    ({ dy, y }) => runTensorflowOp('ReluGrad', ['T'], [], [dy, y], 1)[0] as Tensor,
  ),
  // L2Loss is ½ Σ x².
  compositionKernel(
    sumOfSquaresDefinition,
    'tensorflow',
    ({ x }) => mul(runTensorflowOp('L2Loss', ['T'], [], [x], 1)[0] as Tensor, 2) as Scalar,
  ),
];
