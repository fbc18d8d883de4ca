import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Refuses a tensor of another shape, which some backends would broadcast and others read beyond its memory.
 * @param what the tensor is, as the message begins
 * @throws RangeError that quotes both shapes
 */
export function requireShape({ shape }: Tensor, expected: readonly number[], what: string): void {
  if (shape.length === expected.length && expected.every((length, axis) => shape[axis] === length)) return;
  throw new RangeError(`${what} must have shape [${expected.join(', ')}], got [${shape.join(', ')}]`);
}
