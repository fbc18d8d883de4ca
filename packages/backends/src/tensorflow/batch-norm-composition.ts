import { type BatchNormAttributes, channelSum, reluGradient } from '@procrustes/ops';
import {
  add,
  div,
  mul,
  relu as rectified,
  rsqrt,
  scalar,
  sub,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { channelSumOfSquares } from './channel-sum-kernel.ts';
import { runByOneDnn } from './one-dnn.ts';
import { nativeBackend } from './tensorflow-op.ts';

/** What a batch norm is computed of. */
export interface BatchNormInputs {
  readonly x: Tensor4D;
  readonly scale: Tensor1D;
  readonly offset: Tensor1D;
}

/** What its gradient is computed of; y where a ReLU is behind it. */
export interface BatchNormGradientInputs {
  readonly dy: Tensor4D;
  readonly x: Tensor4D;
  readonly y?: Tensor4D;
  readonly scale: Tensor1D;
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/** Where a batch norm has a ReLU behind it, beside its ε. */
export type BatchNormForm = BatchNormAttributes & { readonly relu: boolean };

/**
 * Batch norm of TensorFlow's own operations, for a library without ours. Not by TensorFlow's fused operation, nor by
 * oneDNN's: their statistics, one float32 sum over half the batch or all of it, are ten times less accurate than these
 * short sums, which is enough to open or close a ReLU; oneDNN's fused ReLU makes 0 of NaN; and given the statistics they
 * take longer than a product and a sum.
 */
export function composedBatchNorm(
  { x, scale, offset }: BatchNormInputs,
  { epsilon, relu }: BatchNormForm,
): [Tensor4D, Tensor1D, Tensor1D] {
  const count = scalar(x.size / scale.size);
  const mean: Tensor1D = div(channelSum(x), count);
  const centred: Tensor4D = sub(x, mean);
  const variance: Tensor1D = div(channelSumOfSquares(centred), count);
  const factor = mul(scale, rsqrt(add(variance, scalar(epsilon))));
  const y: Tensor4D = add(mul(centred, factor), offset);
  return [relu ? rectified(y) : y, mean, variance];
}

/** Its gradient, by one operation of oneDNN's or TensorFlow's own. */
export function composedBatchNormGradient(
  { dy, x, y, scale, mean, variance }: BatchNormGradientInputs,
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
    [y === undefined ? dy : reluGradient(dy, y), x, scale, mean, reserved, tensor1d([], 'float32')],
    5,
  ) as [Tensor4D, Tensor1D, Tensor1D];
  return [dx, dScale, dOffset];
}
