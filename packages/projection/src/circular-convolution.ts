import type { ConvolutionOperator, Size } from './operator.ts';

/** Sizes of a {@link circularConvolution}. */
export interface CircularConvolutionSizes {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Height and width of the kernel in taps, or both where they are one. */
  readonly kernelSize: number | Size;
  /** Height and width of the layer's input in pixels, or both where they are one. */
  readonly inputSize: number | Size;
  /** 1 unless told; divides the input's sides. */
  readonly stride?: number;
}

/**
 * The operator of a convolution under circular padding, which the paper projects its layers as. Sizes that no operator has are refused
 * where it is used, by `checkOperator`.
 *
 * @example
 * const stem = circularConvolution({ inChannels: 3, outChannels: 64, kernelSize: 3, inputSize: 32 });
 */
export function circularConvolution({
  inChannels,
  outChannels,
  kernelSize,
  inputSize,
  stride = 1,
}: CircularConvolutionSizes): ConvolutionOperator {
  return {
    kind: 'convolution',
    inChannels,
    outChannels,
    kernelSize: bothSides(kernelSize),
    inputSize: bothSides(inputSize),
    stride,
    padding: 'circular',
  };
}

function bothSides(size: number | Size): Size {
  return typeof size === 'number' ? [size, size] : size;
}
