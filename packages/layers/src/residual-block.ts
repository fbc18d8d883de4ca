import { residualSum } from '@procrustes/ops';
import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { Context } from './context.ts';
import { Module } from './module.ts';

/**
 * x_{l+1} = h(x_l) + F(x_l), with F the branch and h the identity, or the shortcut where one is given
 * (He et al. 2016, equation 1). The branch's parameters bear the block's own name, the shortcut's `shortcut`.
 */
export class ResidualBlock extends Module<Tensor4D, Tensor4D> {
  override readonly children: Readonly<Record<string, Module<Tensor4D, Tensor4D>>>;
  readonly #branch: Module<Tensor4D, Tensor4D>;
  readonly #shortcut: Module<Tensor4D, Tensor4D> | undefined;

  constructor(branch: Module<Tensor4D, Tensor4D>, shortcut?: Module<Tensor4D, Tensor4D>) {
    super();
    this.#branch = branch;
    this.#shortcut = shortcut;
    this.children = shortcut === undefined ? { '': branch } : { '': branch, shortcut };
  }

  forward(x: Tensor4D, context: Context): Tensor4D {
    // What no gradient needs is freed at the end of the block, not of the whole pass.
    return tidy(() => residualSum(this.#shortcut?.forward(x, context) ?? x, this.#branch.forward(x, context)));
  }
}
