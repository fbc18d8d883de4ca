import { env, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll } from 'vitest';

/** Runs the tests of a file, or of a `describe`, on TensorFlow.js's plain backend. */
export function useCpuBackend(): void {
  beforeAll(async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    // Keeps the backend's advertisement for another one out of the output.
    env().set('IS_TEST', true);
    await setBackend('cpu');
  });
}
