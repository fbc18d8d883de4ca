import { avgPool, div, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from './define-op.ts';
import { repeatPixels } from './repeat-pixels.ts';
import { requireWholeWindows } from './require-whole-windows.ts';

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
 * @throws RangeError where they are not, or the size is no whole number ≥ 1
 */
export function averagePool(x: Tensor4D, size: number): Tensor4D {
  requireWholeWindows(x, size, 'average');
  return run({ x }, { size });
}
