import {
  type ConvolutionAttributes,
  compositionKernel,
  convolutionDefinition,
  convolutionFilterGradientDefinition,
  convolutionInputGradientDefinition,
} from '@procrustes/ops';
import { type Tensor, type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
import { runByOneDnn } from './one-dnn.ts';
import { runTensorflowOp, type TensorflowAttribute } from './tensorflow-op.ts';

/**
 * Runs an operation with the attributes of a convolution of this kernel. The padding is given by name where TensorFlow has
 * one for it, which is faster. oneDNN has strides too, but wrong gradients for them, and no other padding.
 */
function runConvolution(
  name: string,
  { stride, padding }: ConvolutionAttributes,
  [height = 1, width = 1]: readonly number[],
  inputs: readonly Tensor[],
): Tensor4D {
  const same = stride === 1 && height === width && 2 * padding === height - 1;
  const named = padding === 0 ? 'VALID' : same ? 'SAME' : undefined;
  const attributes: TensorflowAttribute[] = [
    ['strides', 'INT', [1, stride, stride, 1]],
    ['padding', 'STRING', named ?? 'EXPLICIT'],
    ...(named === undefined
      ? [['explicit_paddings', 'INT', [0, 0, padding, padding, padding, padding, 0, 0]] as const]
      : []),
    ['data_format', 'STRING', 'NHWC'],
    ['dilations', 'INT', [1, 1, 1, 1]],
    ['use_cudnn_on_gpu', 'BOOL', true],
  ];
  const run = named !== undefined && stride === 1 ? runByOneDnn : runTensorflowOp;
  return run(name, ['T'], attributes, inputs, 1)[0] as Tensor4D;
}

/** A convolution and its gradients by TensorFlow's own operations. */
export const convolutionKernels = [
  compositionKernel(convolutionDefinition, 'tensorflow', ({ x, filter }, attributes) =>
    runConvolution('Conv2D', attributes, filter.shape, [x, filter]),
  ),
  compositionKernel(convolutionInputGradientDefinition, 'tensorflow', ({ dy, filter }, attributes) => {
    const size = tensor1d([dy.shape[0], attributes.height, attributes.width, filter.shape[2]], 'int32');
    return runConvolution('Conv2DBackpropInput', attributes, filter.shape, [size, filter, dy]);
  }),
  compositionKernel(convolutionFilterGradientDefinition, 'tensorflow', ({ x, dy }, attributes) => {
    const { kernel } = attributes;
    const size = tensor1d([...kernel, x.shape[3], dy.shape[3]], 'int32');
    return runConvolution('Conv2DBackpropFilter', attributes, kernel, [x, size, dy]);
  }),
];
