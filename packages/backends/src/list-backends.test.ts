import { getBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { backendNames, listBackends } from './list-backends.ts';
import { prepareBackend } from './prepare-backend.ts';

describe('listBackends', () => {
  it('tells of every backend what it computes on, and which one `auto` takes', async () => {
    const { chosen, backends } = await listBackends();
    expect(backends.map(({ name }) => name)).toEqual(backendNames.slice(1));
    for (const backend of backends) {
      expect(backend).toMatchObject(
        backend.available
          ? {
              device: expect.any(String),
              processor: expect.stringMatching(/^(GPU|CPU|software rasteriser)$/),
              precision: 'float32',
              memory: { total: expect.toBeOneOf([null, expect.any(Number)]) },
            }
          : { device: null, precision: null, threads: null, reason: expect.any(String), remedy: expect.any(String) },
      );
      // A driver that schedules the work does not tell.
      expect(backend.threads === null).toBe(backend.processor !== 'CPU');
    }
    expect((await prepareBackend('auto')).name).toBe(chosen);
  });

  it('says why one is missing and what to do', async () => {
    const { WebAssembly: found } = globalThis;
    try {
      Reflect.deleteProperty(globalThis, 'WebAssembly');
      const { chosen, backends } = await listBackends();
      expect(chosen).not.toBe('wasm');
      expect(backends.find(({ name }) => name === 'wasm')).toEqual({
        name: 'wasm',
        available: false,
        reason: 'this JavaScript engine has no WebAssembly',
        remedy: 'use --backend cpu',
        device: null,
        processor: null,
        precision: null,
        threads: null,
        memory: null,
      });
    } finally {
      globalThis.WebAssembly = found;
    }
  });

  it('leaves the current backend alone', async () => {
    await prepareBackend('cpu');
    await listBackends();
    expect(getBackend()).toBe('cpu');
  });
});
