import { avgPool, divNoNan, mul, sqrt, square, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from './define-op.ts';
import { repeatPixels } from './repeat-pixels.ts';
import { requireWholeWindows } from './require-whole-windows.ts';

const run = defineOp<{ x: Tensor4D }, { readonly size: number }, Tensor4D>({
  name: 'L2Pool',
  reference: ({ x }, { size }) => sqrt(mul(avgPool(square(x), size, size, 'valid'), size * size)),
  gradient: {
    savesInputs: ['x'],
    savesOutputs: [true],
    backward: (dy, saved, { size }) => ({
      x: () => {
        const [x, y] = saved as [Tensor4D, Tensor4D];
        // x / y lies in [−1, 1]; where y is zero (also by underflow of the squares), 0 is taken of the subgradients.
        const perWindow = divNoNan(dy, y) as Tensor4D;
        return mul(x, repeatPixels(perWindow, size));
      },
    }),
  },
});

/**
 * L2 pooling with stride = size: y = √Σ x² over each size × size window. It keeps the norm of what passes through:
 * ‖y‖ = ‖x‖ forward, and backward each window passes on dy · x/y, a vector of norm |dy|.
 * The gradient of a window that is all zeros is taken as zero.
 *
 * @param x [batch, height, width, channels]; height and width are multiples of the size
 * @throws RangeError where they are not, or the size is no whole number ≥ 1
 */
export function l2Pool(x: Tensor4D, size: number): Tensor4D {
  requireWholeWindows(x, size, 'L2');
  return run({ x }, { size });
}
