import { convolution } from '@procrustes/ops';
import type { Rank, Tensor4D } from '@tensorflow/tfjs-core';
import { normal } from './initialisers.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

/** Sizes of a {@link Convolution}. */
export interface ConvolutionOptions {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Height and width of the kernel, odd. */
  readonly kernelSize: number;
  /** 1 unless told. */
  readonly stride?: number;
}

/**
 * A square convolution without bias, padded by (k − 1)/2 zeros on every side:
 * [n, h, w, in] → [n, ⌊(h−1)/s⌋+1, ⌊(w−1)/s⌋+1, out].
 *
 * Weights start normal with deviation √(2 / (k² · out)) (He et al. 2015, fan-out; as the papers' releases have it).
 */
export class Convolution extends Module<Tensor4D, Tensor4D> {
  override readonly parameters: { readonly weight: Parameter<Rank.R4> };
  readonly kernelSize: number;
  readonly stride: number;

  /** @throws where the kernel's size is even: its padding would not be a whole number */
  constructor({ inChannels, outChannels, kernelSize, stride = 1 }: ConvolutionOptions) {
    super();
    if (kernelSize % 2 !== 1)
      throw new Error(`a convolution padded by (k − 1)/2 needs an odd kernel size, got ${kernelSize}`);
    this.kernelSize = kernelSize;
    this.stride = stride;
    this.parameters = {
      weight: new Parameter<Rank.R4>({
        shape: [kernelSize, kernelSize, inChannels, outChannels],
        layout: 'hwio',
        initialise: normal(Math.sqrt(2 / (kernelSize ** 2 * outChannels))),
      }),
    };
  }

  forward(x: Tensor4D): Tensor4D {
    const { weight } = this.parameters;
    return convolution(x, weight.variable, {
      stride: this.stride,
      padding: (this.kernelSize - 1) / 2,
    });
  }
}
