import { concatenateChannels } from '@procrustes/ops';
import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Context } from './context.ts';
import { Module } from './module.ts';

/**
 * x_{l+1} = [x_l, H(x_l)], the stream with the branch's k maps joined to it (Huang et al. 2017, equation 2):
 * [n, h, w, c] → [n, h, w, c + k]. The branch's parameters bear the layer's own name.
 */
export class DenseLayer extends Module<Tensor4D, Tensor4D> {
  override readonly children: Readonly<Record<string, Module<Tensor4D, Tensor4D>>>;
  readonly #branch: Module<Tensor4D, Tensor4D>;

  constructor(branch: Module<Tensor4D, Tensor4D>) {
    super();
    this.#branch = branch;
    this.children = { '': branch };
  }

  forward(x: Tensor4D, context: Context): Tensor4D {
    // As in a residual block: what no gradient needs is freed here, not at the end of the pass.
    return tidy(() => concatenateChannels(x, this.#branch.forward(x, context)));
  }
}
