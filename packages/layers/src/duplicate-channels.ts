import { duplicateChannels } from '@procrustes/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Module } from './module.ts';

/** Concatenates a map with a copy of itself, `times` times over: [n, h, w, c] → [n, h, w, 2^times · c]. */
export class DuplicateChannels extends Module<Tensor4D, Tensor4D> {
  readonly #times: number;

  constructor(times = 1) {
    super();
    this.#times = times;
  }

  forward(x: Tensor4D): Tensor4D {
    let y = x;
    for (let time = 0; time < this.#times; time += 1) y = duplicateChannels(y);
    return y;
  }
}
