import { fullyConnected } from '@procrustes/ops';
import type { Rank, Tensor2D } from '@tensorflow/tfjs-core';
import { constant, uniform } from './initialisers.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

/**
 * A fully connected layer, y = x Wᵀ + b: [n, in] → [n, out], W of shape [out, in].
 * W starts uniform in ±1/√in, b at zero.
 */
export class Linear extends Module<Tensor2D, Tensor2D> {
  override readonly parameters: { readonly weight: Parameter<Rank.R2>; readonly bias: Parameter<Rank.R1> };

  constructor(inFeatures: number, outFeatures: number) {
    super();
    this.parameters = {
      weight: new Parameter<Rank.R2>({
        shape: [outFeatures, inFeatures],
        layout: 'out-in',
        initialise: uniform(1 / Math.sqrt(inFeatures)),
      }),
      bias: new Parameter<Rank.R1>({ shape: [outFeatures], layout: 'vector', initialise: constant(0) }),
    };
  }

  forward(x: Tensor2D): Tensor2D {
    const { weight, bias } = this.parameters;
    return fullyConnected(x, weight.variable, bias.variable);
  }
}
