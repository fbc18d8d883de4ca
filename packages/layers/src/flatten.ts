import { flattenBatch } from '@procrustes/ops';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { Module } from './module.ts';

/** [n, h, w, c] → [n, h·w·c]. */
export class Flatten extends Module<Tensor4D, Tensor2D> {
  forward(x: Tensor4D): Tensor2D {
    return flattenBatch(x);
  }
}
