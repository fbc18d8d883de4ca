import type { ConvolutionAttributes } from './convolution.ts';

/** What a convolution is, but for its batch: that changes what it costs, and hardly which way to compute it is fastest. */
export interface ConvolutionShape extends ConvolutionAttributes {
  /** Height and width. */
  readonly kernel: readonly [number, number];
  readonly inChannels: number;
  readonly outChannels: number;
  /** Of its input. */
  readonly height: number;
  readonly width: number;
}
