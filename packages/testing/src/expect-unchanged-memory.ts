import { engine, type KernelBackend, memory } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** What TensorFlow.js holds: its own counts, and the number of data that the current backend itself keeps. */
export interface HeldMemory {
  readonly tensors: number;
  readonly dataBuffers: number;
  readonly bytes: number;
  readonly backendData: number;
}

export function heldMemory(): HeldMemory {
  const { numTensors, numDataBuffers, numBytes } = memory();
  const backend: KernelBackend = engine().backend;
  return {
    tensors: numTensors,
    dataBuffers: numDataBuffers,
    bytes: numBytes,
    // A kernel that allocates past the engine shows here alone.
    backendData: backend.numDataIds(),
  };
}

/**
 * Runs `body` and asserts that it leaves tensors, data buffers, bytes and the backend's own data exactly as they were.
 * The same backend must be current before and after.
 */
export async function expectUnchangedMemory<T>(body: () => T | Promise<T>): Promise<T> {
  const before = heldMemory();
  const result = await body();
  expect(heldMemory(), 'memory left behind').toEqual(before);
  return result;
}
