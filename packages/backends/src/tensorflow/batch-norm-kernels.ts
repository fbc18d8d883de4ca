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
  mul,
  relu,
  rsqrt,
  scalar,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { channelSumOfSquares } from './channel-sum-kernel.ts';
import { runByOneDnn } from './one-dnn.ts';
import { nativeBackend } from './tensorflow-op.ts';

interface ForwardInputs {
  readonly x: Tensor4D;
  readonly scale: Tensor1D;
  readonly offset: Tensor1D;
}

/**
 * Not by TensorFlow's fused operation, nor by oneDNN's: their statistics, one float32 sum over half the batch or all of
 * it, are ten times less accurate than these short sums, which is enough to open or close a ReLU; oneDNN's fused ReLU
 * makes 0 of NaN; and given the statistics they take longer than a product and a sum.
 */
function forward(
  { x, scale, offset }: ForwardInputs,
  { epsilon }: BatchNormAttributes,
): [Tensor4D, Tensor1D, Tensor1D] {
  const count = scalar(x.size / scale.size);
  const mean: Tensor1D = div(channelSum(x), count);
  const centred: Tensor4D = sub(x, mean);
  const variance: Tensor1D = div(channelSumOfSquares(centred), count);
  const factor = mul(scale, rsqrt(add(variance, scalar(epsilon))));
  return [add(mul(centred, factor), offset), mean, variance];
}

function backward(
  { dy, x, scale, mean, variance }: { dy: Tensor; x: Tensor4D; scale: Tensor1D; mean: Tensor1D; variance: Tensor1D },
  { epsilon }: BatchNormAttributes,
): [Tensor4D, Tensor1D, Tensor1D] {
  // What the forward operation would have kept: the biased variance on a CPU, 1/√(σ² + ε) on a GPU (cuDNN).
  const reserved = nativeBackend().isUsingGpuDevice ? rsqrt(add(variance, epsilon)) : variance;
  const [dx, dScale, dOffset] = runByOneDnn(
    'FusedBatchNormGradV3',
    ['T', 'U'],
    [
      ['data_format', 'STRING', 'NHWC'],
      ['epsilon', 'FLOAT', epsilon],
      ['is_training', 'BOOL', true],
    ],
    [dy, x, scale, mean, reserved, tensor1d([], 'float32')],
    5,
  ) as [Tensor4D, Tensor1D, Tensor1D];
  return [dx, dScale, dOffset];
}

/** Batch norm by few operations each way; the gradient is one of oneDNN's, or TensorFlow's own. */
export const batchNormKernels = [
  compositionKernel(batchNormTrainingDefinition, 'tensorflow', forward),
  compositionKernel(batchNormReluTrainingDefinition, 'tensorflow', (inputs, attributes) => {
    const [y, mean, variance] = forward(inputs, attributes);
    return [relu(y), mean, variance];
  }),
  compositionKernel(batchNormTrainingGradientDefinition, 'tensorflow', backward),
  compositionKernel(batchNormReluTrainingGradientDefinition, 'tensorflow', ({ dy, y, ...rest }, attributes) =>
    backward({ ...rest, dy: reluGradient(dy, y) }, attributes),
  ),
];
