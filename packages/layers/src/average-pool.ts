import { averagePool } from '@procrustes/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Module } from './module.ts';

/** Average pooling with stride = size: [n, h, w, c] → [n, h/size, w/size, c]. Divides the gradient's norm by the size. */
export class AveragePool extends Module<Tensor4D, Tensor4D> {
  readonly #size: number;

  constructor(size: number) {
    super();
    this.#size = size;
  }

  forward(x: Tensor4D): Tensor4D {
    return averagePool(x, this.#size);
  }
}
