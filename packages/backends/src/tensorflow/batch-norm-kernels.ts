import {
  batchNormReluTrainingDefinition,
  batchNormReluTrainingGradientDefinition,
  batchNormTrainingDefinition,
  batchNormTrainingGradientDefinition,
  compositionKernel,
} from '@procrustes/ops';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import {
  type BatchNormForm,
  type BatchNormGradientInputs,
  type BatchNormInputs,
  composedBatchNorm,
  composedBatchNormGradient,
} from './batch-norm-composition.ts';
import { hasOwnOperations } from './own-operations.ts';
import { runTensorflowOp } from './tensorflow-op.ts';

function forward(inputs: BatchNormInputs, form: BatchNormForm): [Tensor4D, Tensor1D, Tensor1D] {
  const { x, scale, offset } = inputs;
  return hasOwnOperations() ? run('ProcrustesBatchNorm', form, [x, scale, offset]) : composedBatchNorm(inputs, form);
}

function backward(inputs: BatchNormGradientInputs, form: BatchNormForm): [Tensor4D, Tensor1D, Tensor1D] {
  const { dy, x, y = x, scale, mean, variance } = inputs;
  return hasOwnOperations()
    ? run('ProcrustesBatchNormGradient', form, [dy, x, y, scale, mean, variance])
    : composedBatchNormGradient(inputs, form);
}

function run(name: string, { epsilon, relu }: BatchNormForm, inputs: readonly Tensor[]) {
  const attributes = [['epsilon', 'FLOAT', epsilon] as const, ['relu', 'BOOL', relu] as const];
  return runTensorflowOp(name, [], attributes, inputs, 3) as [Tensor4D, Tensor1D, Tensor1D];
}

/** Batch norm, with its ReLU and its gradient, by one operation of our own each way, or else by few of TensorFlow's. */
export const batchNormKernels = [
  compositionKernel(batchNormTrainingDefinition, 'tensorflow', (inputs, { epsilon }) =>
    forward(inputs, { epsilon, relu: false }),
  ),
  compositionKernel(batchNormReluTrainingDefinition, 'tensorflow', (inputs, { epsilon }) =>
    forward(inputs, { epsilon, relu: true }),
  ),
  compositionKernel(batchNormTrainingGradientDefinition, 'tensorflow', (inputs, { epsilon }) =>
    backward(inputs, { epsilon, relu: false }),
  ),
  compositionKernel(batchNormReluTrainingGradientDefinition, 'tensorflow', (inputs, { epsilon }) =>
    backward(inputs, { epsilon, relu: true }),
  ),
];
