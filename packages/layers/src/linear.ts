import { fullyConnected } from '@procrustes/ops';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { constant, uniform } from './initialisers.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

/**
 * A fully connected layer, y = x Wᵀ + b: [n, in] → [n, out], W of shape [out, in].
 * W starts uniform in ±1/√in, b at zero.
 */
export class Linear extends Module<Tensor2D, Tensor2D> {
  override readonly parameters: { readonly weight: Parameter; readonly bias: Parameter };

  constructor(inFeatures: number, outFeatures: number) {
    super();
    this.parameters = {
      weight: new Parameter({
        shape: [outFeatures, inFeatures],
        layout: 'out-in',
        initialise: uniform(1 / Math.sqrt(inFeatures)),
      }),
      bias: new Parameter({ shape: [outFeatures], layout: 'vector', initialise: constant(0) }),
    };
  }

  forward(x: Tensor2D): Tensor2D {
    const { weight, bias } = this.parameters;
    return fullyConnected(x, weight.variable as unknown as Tensor2D, bias.variable as unknown as Tensor1D);
  }
}
