import { reshape, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from './define-op.ts';

const run = defineOp<{ x: Tensor4D }, { readonly shape: [number, number, number, number] }, Tensor2D>({
  name: 'FlattenBatch',
  reference: ({ x }) => reshape(x, [x.shape[0], -1]),
  gradient: { backward: (dy, _saved, { shape }) => ({ x: () => reshape(dy, shape) }) },
});

/** [batch, height, width, channels] → [batch, height · width · channels]. */
export function flattenBatch(x: Tensor4D): Tensor2D {
  return run({ x }, { shape: x.shape });
}
