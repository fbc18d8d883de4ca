import {
  type ConvolutionAttributes,
  compositionKernel,
  convolutionFilterGradientDefinition,
  convolutionInputGradientDefinition,
} from '@procrustes/ops';
import { type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
import { runTensorflowOp, type TensorflowAttribute } from './tensorflow-op.ts';

/** The attributes of a convolution of this kernel; by name where TensorFlow has one for the padding, which is faster. */
function attributesOf(
  { stride, padding }: ConvolutionAttributes,
  [height, width]: readonly [number, number],
): TensorflowAttribute[] {
  const same = stride === 1 && height === width && 2 * padding === height - 1;
  const name = padding === 0 ? 'VALID' : same ? 'SAME' : 'EXPLICIT';
  return [
    ['strides', 'INT', [1, stride, stride, 1]],
    ['padding', 'STRING', name],
    ...(name === 'EXPLICIT'
      ? [['explicit_paddings', 'INT', [0, 0, padding, padding, padding, padding, 0, 0]] as const]
      : []),
    ['data_format', 'STRING', 'NHWC'],
    ['dilations', 'INT', [1, 1, 1, 1]],
    ['use_cudnn_on_gpu', 'BOOL', true],
  ];
}

/** The gradients of a convolution by TensorFlow's own operations. */
export const convolutionGradientKernels = [
  compositionKernel(convolutionInputGradientDefinition, 'tensorflow', ({ dy, filter }, attributes) => {
    const { height, width } = attributes;
    const size = tensor1d([dy.shape[0], height, width, filter.shape[2]], 'int32');
    const kernel = [filter.shape[0], filter.shape[1]] as const;
    const [dx] = runTensorflowOp('Conv2DBackpropInput', ['T'], attributesOf(attributes, kernel), [size, filter, dy], 1);
    return dx as Tensor4D;
  }),
  compositionKernel(convolutionFilterGradientDefinition, 'tensorflow', ({ x, dy }, attributes) => {
    const { kernel } = attributes;
    const size = tensor1d([...kernel, x.shape[3], dy.shape[3]], 'int32');
    const [dw] = runTensorflowOp('Conv2DBackpropFilter', ['T'], attributesOf(attributes, kernel), [x, size, dy], 1);
    return dw as Tensor4D;
  }),
];
