import type { Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Refuses pooling whose windows, side by side, do not cover the images exactly.
 * @param pooling its name, as the message begins
 * @throws RangeError where the size is no whole number ≥ 1 that divides height and width
 */
export function requireWholeWindows({ shape }: Tensor4D, size: number, pooling: string): void {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new RangeError(`the size of ${pooling} pooling is a whole number ≥ 1, got ${size}`);
  }
  if (shape[1] % size === 0 && shape[2] % size === 0) return;
  throw new RangeError(`${pooling} pooling by ${size} needs height and width that are multiples of it, got [${shape}]`);
}
