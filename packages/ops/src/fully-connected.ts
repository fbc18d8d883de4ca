import { add, matMul, sum, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { defineOp } from './define-op.ts';
import { requireShape } from './require-shape.ts';

const run = defineOp<{ x: Tensor2D; weight: Tensor2D; bias: Tensor1D }, object, Tensor2D>({
  name: 'FullyConnected',
  reference: ({ x, weight, bias }) => add(matMul(x, weight, false, true), bias),
  gradient: {
    savesInputs: ['x', 'weight'],
    backward: (dy, saved) => {
      const [x, weight] = saved as [Tensor2D, Tensor2D];
      return { x: () => matMul(dy, weight), weight: () => matMul(dy, x, true, false), bias: () => sum(dy, 0) };
    },
  },
});

/**
 * y = x Wᵀ + b.
 *
 * @param x [batch, in]
 * @param weight W, [out, in]
 * @param bias [out]
 * @returns [batch, out]
 * @throws RangeError where weight or bias is of another shape
 */
export function fullyConnected(x: Tensor2D, weight: Tensor2D, bias: Tensor1D): Tensor2D {
  const [outFeatures] = weight.shape;
  requireShape(weight, [outFeatures, x.shape[1]], 'the weight of a fully connected layer');
  requireShape(bias, [outFeatures], 'the bias of a fully connected layer');
  return run({ x, weight, bias }, {});
}
