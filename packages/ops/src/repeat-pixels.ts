import { concat, mul, ones, reshape, type Tensor4D } from '@tensorflow/tfjs-core';

/** Repeats each pixel size × size times: [batch, height, width, channels] → [batch, height · size, width · size, channels]. */
export function repeatPixels(x: Tensor4D, size: number): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const columns = concat(Array(size).fill(reshape(x, [batch * height * width, 1, 1, channels])), 2);
  const rows = reshape(columns, [batch * height, 1, width * size, channels]);
  const both = mul(rows, ones([1, size, 1, 1]));
  return reshape(both, [batch, height * size, width * size, channels]);
}
