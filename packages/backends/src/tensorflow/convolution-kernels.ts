import {
  type ConvolutionAttributes,
  compositionKernel,
  convolutionDefinition,
  convolutionFilterGradientDefinition,
  convolutionInputGradientDefinition,
  convolutionOutputSize,
} from '@procrustes/ops';
import { dispose, type Tensor, type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
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
  shape: readonly number[],
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
  if (named === undefined || stride !== 1) return runTensorflowOp(name, ['T'], attributes, inputs, 1)[0] as Tensor4D;
  requireRoom(shape);
  return runByOneDnn(name, ['T'], attributes, inputs, 1)[0] as Tensor4D;
}

/** Of less, TensorFlow keeps room back. */
const worthAsking = 2 ** 20;

/**
 * Asks for the memory of an output and gives it back untouched: TensorFlow says what it has no room for, where oneDNN's convolutions end
 * the process.
 */
function requireRoom(shape: readonly number[]): void {
  if (shape.reduce((product, length) => product * length, 1) < worthAsking) return;
  const lengths = tensor1d([...shape], 'int32');
  try {
    dispose(runTensorflowOp('Empty', ['dtype'], [['init', 'BOOL', false]], [lengths], 1));
  } finally {
    dispose(lengths);
  }
}

/** A convolution and its gradients by TensorFlow's own operations. */
export const convolutionKernels = [
  compositionKernel(convolutionDefinition, 'tensorflow', ({ x, filter }, attributes) => {
    const [batch, height, width] = x.shape;
    const [tall, wide, , channels] = filter.shape;
    const size = convolutionOutputSize({ ...attributes, kernel: [tall, wide], height, width });
    const shape = [batch, ...size, channels];
    return runConvolution('Conv2D', attributes, filter.shape, [x, filter], shape);
  }),
  compositionKernel(convolutionInputGradientDefinition, 'tensorflow', ({ dy, filter }, attributes) => {
    const shape = [dy.shape[0], attributes.height, attributes.width, filter.shape[2]];
    const size = tensor1d(shape, 'int32');
    return runConvolution('Conv2DBackpropInput', attributes, filter.shape, [size, filter, dy], shape);
  }),
  compositionKernel(convolutionFilterGradientDefinition, 'tensorflow', ({ x, dy }, attributes) => {
    const { kernel } = attributes;
    const shape = [...kernel, x.shape[3], dy.shape[3]];
    const size = tensor1d(shape, 'int32');
    return runConvolution('Conv2DBackpropFilter', attributes, kernel, [x, size, dy], shape);
  }),
];
