import { compositionKernel, convolutionFilterGradientDefinition } from '@procrustes/ops';
import { matMul, reshape, type Tensor2D, transpose } from '@tensorflow/tfjs-core';
import { type Formulation, isPointwise } from './formulation.ts';

/**
 * Of a 1×1 convolution dW = xᵀ dy over all pixels. The product takes its right factor as it lies and its left one
 * transposed, so that dWᵀ = dyᵀ x is computed instead where dy has fewer channels to be transposed.
 */
export const filterGradientMatrixProduct: Formulation = {
  name: 'matrix-product',
  can: isPointwise,
  kernel: compositionKernel(convolutionFilterGradientDefinition, 'wasm', ({ x, dy }) => {
    const [inChannels, outChannels] = [x.shape[3], dy.shape[3]];
    const images: Tensor2D = reshape(x, [-1, inChannels]);
    const gradients: Tensor2D = reshape(dy, [-1, outChannels]);
    const product: Tensor2D =
      outChannels < inChannels ? transpose(matMul(transpose(gradients), images)) : matMul(transpose(images), gradients);
    return reshape(product, [1, 1, inChannels, outChannels]);
  }),
};
