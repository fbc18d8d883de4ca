import { engine, type KernelBackend } from '@tensorflow/tfjs-core';
import { vi } from 'vitest';

/** Runs `body` and counts how often it asked the backend for a tensor's values. */
export function countReadBacks<T>(body: () => T): { readonly result: T; readonly readBacks: number } {
  const backend: KernelBackend = engine().backend;
  const spies = [vi.spyOn(backend, 'read'), vi.spyOn(backend, 'readSync')];
  try {
    const result = body();
    return { result, readBacks: spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0) };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
