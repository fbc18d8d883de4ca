import { type Scalar, stack, type Tensor } from '@tensorflow/tfjs-core';

/** Reads many scalars in one read-back. Leaves them alive. */
export async function readScalars(scalars: readonly Scalar[]): Promise<Float32Array> {
  if (scalars.length === 0) return new Float32Array(0);
  const together: Tensor = stack([...scalars]);
  try {
    return Float32Array.from(await together.data<'float32'>());
  } finally {
    together.dispose();
  }
}
