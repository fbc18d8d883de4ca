import type { Parameter } from '@procrustes/layers';
import { concat, reshape, tidy } from '@tensorflow/tfjs-core';

/**
 * The values of several parameters, each in row-major order, by one read-back: laid end to end on the device first. The
 * arrays are the caller's to keep.
 */
export async function readParameters(parameters: readonly Parameter[]): Promise<Float32Array[]> {
  const [first, ...others] = parameters;
  if (first === undefined) return [];
  if (others.length === 0) return [await first.values()];
  const together = tidy(() => concat(parameters.map(({ variable }) => reshape(variable, [-1]))));
  try {
    const values = await together.data<'float32'>();
    let start = 0;
    return parameters.map(({ size }) => {
      const end = start + size;
      const own = Float32Array.from(values.subarray(start, end));
      start = end;
      return own;
    });
  } finally {
    together.dispose();
  }
}
