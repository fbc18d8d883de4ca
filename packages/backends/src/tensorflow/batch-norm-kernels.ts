import {
  type BatchNormAttributes,
  batchNormReluTrainingDefinition,
  batchNormReluTrainingGradientDefinition,
  batchNormTrainingDefinition,
  batchNormTrainingGradientDefinition,
  channelSum,
  compositionKernel,
  reluGradient,
} from '@procrustes/ops';
import {
  add,
  div,
  relu,
  rsqrt,
  squaredDifference,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { nativeBackend, runTensorflowOp, type TensorflowAttribute } from './tensorflow-op.ts';

const attributesOf = ({ epsilon }: BatchNormAttributes, training: boolean): TensorflowAttribute[] => [
  ['data_format', 'STRING', 'NHWC'],
  ['epsilon', 'FLOAT', epsilon],
  ['is_training', 'BOOL', training],
];

/**
 * The statistics are computed apart, axis by axis: the fused operation's own, one float32 sum over the whole batch, are
 * ten times less accurate, which is enough to open or close a ReLU.
 */
function forward(
  { x, scale, offset }: { x: Tensor4D; scale: Tensor1D; offset: Tensor1D },
  attributes: BatchNormAttributes,
): [Tensor4D, Tensor1D, Tensor1D] {
  const count = x.size / scale.size;
  const mean: Tensor1D = div(channelSum(x), count);
  const variance: Tensor1D = div(channelSum(squaredDifference(x, mean)), count);
  const [y] = runTensorflowOp(
    'FusedBatchNormV3',
    ['T', 'U'],
    [...attributesOf(attributes, false), ['exponential_avg_factor', 'FLOAT', 1]],
    [x, scale, offset, mean, variance],
    6,
  );
  return [y as Tensor4D, mean, variance];
}

function backward(
  { dy, x, scale, mean, variance }: { dy: Tensor; x: Tensor4D; scale: Tensor1D; mean: Tensor1D; variance: Tensor1D },
  attributes: BatchNormAttributes,
): [Tensor4D, Tensor1D, Tensor1D] {
  // What the forward operation would have kept: the biased variance on a CPU, 1/√(σ² + ε) on a GPU (cuDNN).
  const reserved = nativeBackend().isUsingGpuDevice ? rsqrt(add(variance, attributes.epsilon)) : variance;
  const [dx, dScale, dOffset] = runTensorflowOp(
    'FusedBatchNormGradV3',
    ['T', 'U'],
    attributesOf(attributes, true),
    [dy, x, scale, mean, reserved, tensor1d([], 'float32')],
    5,
  ) as [Tensor4D, Tensor1D, Tensor1D];
  return [dx, dScale, dOffset];
}

/** Batch norm by TensorFlow's fused operations, instead of a dozen kernels each way. */
export const batchNormKernels = [
  compositionKernel(batchNormTrainingDefinition, 'tensorflow', (inputs, attributes) => forward(inputs, attributes)),
  compositionKernel(batchNormReluTrainingDefinition, 'tensorflow', (inputs, attributes) => {
    const [y, mean, variance] = forward(inputs, attributes);
    return [relu(y), mean, variance];
  }),
  compositionKernel(batchNormTrainingGradientDefinition, 'tensorflow', (inputs, attributes) =>
    backward(inputs, attributes),
  ),
  compositionKernel(batchNormReluTrainingGradientDefinition, 'tensorflow', ({ dy, y, ...rest }, attributes) =>
    backward({ ...rest, dy: reluGradient(dy, y) }, attributes),
  ),
];
