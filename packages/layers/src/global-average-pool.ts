import { globalAveragePool } from '@procrustes/ops';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { Module } from './module.ts';

/** The mean over rows and columns: [n, h, w, c] → [n, c]. */
export class GlobalAveragePool extends Module<Tensor4D, Tensor2D> {
  forward(x: Tensor4D): Tensor2D {
    return globalAveragePool(x);
  }
}
