import { channelSumDefinition, compositionKernel } from '@procrustes/ops';
import { matMul, ones, reshape, sum, type Tensor, type Tensor1D, type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
import { runTensorflowOp } from './tensorflow-op.ts';

/**
 * Sums over whole rows of the image first, as a product with ones: neighbouring pixels of a row lie in a register side by
 * side, so that no float32 sum runs over more terms than there are rows in the batch. A third of the time of TensorFlow's
 * own reduction.
 */
export const channelSumKernel = compositionKernel(channelSumDefinition, 'tensorflow', ({ x }) => {
  const [batch, height, width, channels] = x.shape;
  const rows = reshape(x, [batch * height, width * channels]);
  return overRow(matMul(ones([1, batch * height]), rows), width, channels);
});

/**
 * Σ x² of each channel, in the same order: the gradient of a depthwise 1×1 convolution, with x as image and as
 * cotangent, is this sum for each pixel of a row.
 */
export function channelSumOfSquares(x: Tensor4D): Tensor1D {
  const [batch, height, width, channels] = x.shape;
  const rows = reshape(x, [batch, height, 1, width * channels]);
  const [squares] = runTensorflowOp(
    'DepthwiseConv2dNativeBackpropFilter',
    ['T'],
    [
      ['data_format', 'STRING', 'NHWC'],
      ['strides', 'INT', [1, 1, 1, 1]],
      ['padding', 'STRING', 'VALID'],
      ['dilations', 'INT', [1, 1, 1, 1]],
    ],
    [rows, tensor1d([1, 1, width * channels, 1], 'int32'), rows],
    1,
  );
  return overRow(squares as Tensor4D, width, channels);
}

function overRow(pixels: Tensor, width: number, channels: number): Tensor1D {
  return sum(reshape(pixels, [width, channels]), 0);
}
