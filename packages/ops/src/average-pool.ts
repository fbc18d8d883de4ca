import { avgPool, div, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from './define-op.ts';
import { repeatPixels } from './repeat-pixels.ts';

const run = defineOp<{ x: Tensor4D }, { readonly size: number }, Tensor4D>({
  name: 'AveragePool',
  reference: ({ x }, { size }) => avgPool(x, size, size, 'valid'),
  gradient: {
    backward: (dy, _saved, { size }) => ({ x: () => repeatPixels(div(dy, size ** 2), size) }),
  },
});

/**
 * Average pooling with stride = size: y = (Σ x)/size² over each size × size window. All singular values of this map are
 * 1/size: the gradient's norm leaves it divided by the size, ‖∂E/∂x‖ = ‖∂E/∂y‖/size.
 *
 * @param x [batch, height, width, channels]; height and width are multiples of the size
 * @throws where they are not
 */
export function averagePool(x: Tensor4D, size: number): Tensor4D {
  if (x.shape[1] % size !== 0 || x.shape[2] % size !== 0) {
    throw new Error(`average pooling by ${size} needs height and width that are multiples of it, got [${x.shape}]`);
  }
  return run({ x }, { size });
}
