import { engine } from '@tensorflow/tfjs-core';
import { vi } from 'vitest';

/** Waits for `body`, and counts how often it asked for a tensor's values: in all, and without letting others run meanwhile. */
export async function countReadBacks<T>(body: () => T | Promise<T>) {
  // Not those of the backend: on wasm one of them calls the other.
  const read = vi.spyOn(engine(), 'read');
  const readSync = vi.spyOn(engine(), 'readSync');
  try {
    const result = await body();
    const synchronous = readSync.mock.calls.length;
    return { result, readBacks: read.mock.calls.length + synchronous, synchronous };
  } finally {
    read.mockRestore();
    readSync.mockRestore();
  }
}
