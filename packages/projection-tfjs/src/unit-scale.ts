import { abs, div, max, maximum, type Tensor } from '@tensorflow/tfjs-core';

/** What a norm is at least where it divides: a matrix of zeros stays one. */
export const tiny = 1e-30;

/** x over its largest |entry|, so that products of entries neither overflow nor vanish in float32; zeros stay zeros. */
export function unitScale<T extends Tensor>(x: T): T {
  return div(x, maximum(max(abs(x)), tiny));
}
