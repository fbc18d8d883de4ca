import { compositionKernel, convolutionFilterGradientDefinition } from '@procrustes/ops';
import { matMul, reshape, type Tensor2D, type Tensor4D, transpose } from '@tensorflow/tfjs-core';

const { reference } = convolutionFilterGradientDefinition;

/**
 * A 1×1 kernel's gradient is the matrix product xᵀ dy. The wider factor is transposed, because repacking the right factor
 * costs the stock matrix product more than the transpose does.
 */
export const convolutionFilterGradientKernel = compositionKernel(
  convolutionFilterGradientDefinition,
  'wasm',
  (inputs, attributes) => {
    const { x, dy } = inputs;
    const { stride, padding, kernel } = attributes;
    if (stride !== 1 || padding !== 0 || kernel[0] !== 1 || kernel[1] !== 1) return reference(inputs, attributes);
    const [inChannels, outChannels] = [x.shape[3], dy.shape[3]];
    const gradient: Tensor2D =
      inChannels >= outChannels
        ? matMul(channelsFirst(x), channelsLast(dy))
        : transpose(matMul(channelsFirst(dy), channelsLast(x)));
    return reshape(gradient, [1, 1, inChannels, outChannels]);
  },
);

/** [n, h, w, c] → [n·h·w, c]. */
const channelsLast = (x: Tensor4D): Tensor2D => reshape(x, [-1, x.shape[3]]);

/** [n, h, w, c] → [c, n·h·w]; in four dimensions, where the stock transpose is three times as fast as in two. */
const channelsFirst = (x: Tensor4D): Tensor2D => reshape(transpose(x, [3, 0, 1, 2]), [x.shape[3], -1]);
