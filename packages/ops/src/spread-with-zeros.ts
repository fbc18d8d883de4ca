import { pad, reshape, slice, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Puts stride − 1 zeros between neighbouring pixels: [n, h, w, c] → [n, h·s, w·s, c], zeros behind the last pixel too,
 * cut to at most `maxHeight` × `maxWidth`.
 */
export function spreadWithZeros(x: Tensor4D, stride: number, maxHeight: number, maxWidth: number): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  // In four dimensions, because backends are fast there: pixels become rows, then zeros are appended to rows and columns.
  const columns = pad(reshape(x, [batch * height, 1, width, channels]), [
    [0, 0],
    [0, stride - 1],
    [0, 0],
    [0, (stride - 1) * channels],
  ]);
  const spread: Tensor4D = reshape(columns, [batch, height * stride, width * stride, channels]);
  if (height * stride <= maxHeight && width * stride <= maxWidth) return spread;
  const size = [batch, Math.min(height * stride, maxHeight), Math.min(width * stride, maxWidth), channels] as const;
  return slice(spread, [0, 0, 0, 0], [...size]);
}
