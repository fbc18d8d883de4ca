import { avgPool, div, mul, ones, reshape, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from './define-op.ts';

const run = defineOp<{ x: Tensor4D }, { readonly height: number; readonly width: number }, Tensor2D>({
  name: 'GlobalAveragePool',
  reference: ({ x }, { height, width }) => reshape(avgPool(x, [height, width], 1, 'valid'), [x.shape[0], x.shape[3]]),
  gradient: {
    backward: (dy, _saved, { height, width }) => ({
      x: () => {
        const [batch, channels] = dy.shape;
        const mean: Tensor4D = reshape(div(dy, height * width), [batch, 1, 1, channels]);
        return mul(mean, ones([1, height, width, 1]));
      },
    }),
  },
});

/** The mean over rows and columns: [batch, height, width, channels] → [batch, channels]. */
export function globalAveragePool(x: Tensor4D): Tensor2D {
  return run({ x }, { height: x.shape[1], width: x.shape[2] });
}
