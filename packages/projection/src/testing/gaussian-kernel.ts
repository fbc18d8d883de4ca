import { Generator } from '@procrustes/random';
import { circularConvolution } from '../circular-convolution.ts';
import { type ConvolutionOperator, type Operator, parameterLength } from '../operator.ts';

/** A square kernel on a square circular grid. */
export function operatorOf(
  inChannels: number,
  outChannels: number,
  kernel: number,
  grid: number,
  stride = 1,
): ConvolutionOperator {
  return circularConvolution({ inChannels, outChannels, kernelSize: kernel, inputSize: grid, stride });
}

/** Independent standard normal values for an operator's parameter. */
export function gaussianKernel(operator: Operator, seed = 1): Float64Array {
  const generator = Generator.named(seed, 'kernel');
  return Float64Array.from({ length: parameterLength(operator) }, () => generator.normal());
}
