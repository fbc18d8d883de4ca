import type { Tensor } from '@tensorflow/tfjs-core';

/** A tensor's values, which are all that is left of it. */
export async function read(y: Tensor): Promise<Float32Array> {
  const values = Float32Array.from(await y.data());
  y.dispose();
  return values;
}
