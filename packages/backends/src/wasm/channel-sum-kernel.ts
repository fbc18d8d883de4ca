import { channelSumDefinition, compositionKernel } from '@procrustes/ops';
import { avgPool, mul, reshape, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Sums as average pooling, axis by axis, so that no float32 sum runs over more terms than one axis has. The stock
 * reduction transposes first and takes 20 times as long.
 */
export const channelSumKernel = compositionKernel(channelSumDefinition, 'wasm', ({ x }) => {
  const [batch, height, width, channels] = x.shape;
  const images = meanOver(meanOver(x, [1, width]), [height, 1]);
  const all = meanOver(reshape(images, [1, batch, 1, channels]), [batch, 1]);
  return reshape(mul(all, batch * height * width), [channels]);
});

/** Over a window of one pixel there is nothing to do, and the stock kernel refuses it. */
function meanOver(x: Tensor4D, window: [number, number]): Tensor4D {
  return window[0] * window[1] === 1 ? x : avgPool(x, window, 1, 'valid');
}
