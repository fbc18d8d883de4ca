import { compositionKernel, convolutionInputGradientDefinition } from '@procrustes/ops';
import { matMul, reshape, type Tensor2D, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import { type Formulation, isPointwise } from './formulation.ts';

/** Of a 1×1 convolution dx = dy Wᵀ over all pixels. The kernel is transposed first: the stock product is slow at it. */
export const inputGradientMatrixProduct: Formulation = {
  name: 'matrix-product',
  can: isPointwise,
  kernel: compositionKernel(convolutionInputGradientDefinition, 'wasm', ({ dy, filter }, { height, width }) => {
    const [, , inChannels, outChannels] = filter.shape;
    const gradients: Tensor2D = reshape(dy, [-1, outChannels]);
    const turned: Tensor2D = transpose(reshape(filter, [inChannels, outChannels]));
    return reshape(matMul(gradients, turned), [dy.shape[0], height, width, inChannels]) as Tensor4D;
  }),
};
