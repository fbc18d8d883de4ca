import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/**
 * Runs `body` and asserts the exact number of tensors that it leaves behind.
 * @param expected how many more tensors live afterwards; 0 unless told
 */
export async function expectTensorCount<T>(body: () => T | Promise<T>, expected = 0): Promise<T> {
  const before = tf.memory().numTensors;
  const result = await body();
  expect(tf.memory().numTensors - before, 'tensors left behind').toBe(expected);
  return result;
}
