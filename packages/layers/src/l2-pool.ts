import { l2Pool } from '@procrustes/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Module } from './module.ts';

/** L2 pooling with stride = size, √Σ x² over each window: [n, h, w, c] → [n, h/size, w/size, c]. Keeps ‖x‖. */
export class L2Pool extends Module<Tensor4D, Tensor4D> {
  readonly #size: number;

  constructor(size: number) {
    super();
    this.#size = size;
  }

  forward(x: Tensor4D): Tensor4D {
    return l2Pool(x, this.#size);
  }
}
