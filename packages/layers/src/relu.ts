import { relu } from '@procrustes/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Module } from './module.ts';

/** max(x, 0). */
export class Relu extends Module<Tensor4D, Tensor4D> {
  forward(x: Tensor4D): Tensor4D {
    return relu(x);
  }
}
