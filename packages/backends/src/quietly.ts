import { env } from '@tensorflow/tfjs-core';

/** Loads a package without TensorFlow.js's warnings and advertisements, which are for who imports it directly. */
export async function quietly<T>(load: () => T | Promise<T>): Promise<T> {
  const production = env().getBool('PROD');
  env().set('PROD', true);
  try {
    return await load();
  } finally {
    env().set('PROD', production);
  }
}
