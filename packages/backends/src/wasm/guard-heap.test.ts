import { engine, ones, sum, type TypedArray } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { DeviceMemoryError } from '../device-memory-error.ts';
import { prepareBackend } from '../prepare-backend.ts';
import { guardHeap, type WasmModule } from './guard-heap.ts';

/** A module that has room for `room` bytes. */
function fakeModule(room: number): WasmModule & { calls: number } {
  const module = {
    calls: 0,
    HEAPU8: new Uint8Array(3 * 2 ** 20),
    _malloc(bytes: number): number {
      // As in the real module: the first call puts the function itself in the place of this one.
      module._malloc = malloc;
      return malloc(bytes);
    },
  };
  const malloc = (bytes: number) => {
    module.calls += 1;
    return bytes <= room ? 1024 : 0;
  };
  return module;
}

describe('guardHeap', () => {
  it('hands on what malloc gives, and makes an error of null', () => {
    const module = fakeModule(100);
    guardHeap(module);
    expect(module._malloc(100)).toBe(1024);
    expect(() => module._malloc(2 ** 21)).toThrow(DeviceMemoryError);
    expect(() => module._malloc(2 ** 21)).toThrow(
      /0\.00 GiB of at most 4 GiB .* 2\.0 MiB more do not fit; lower the batch size .* or recompute activations/,
    );
  });

  it('lets null be the address of nothing', () => {
    const module = fakeModule(-1);
    guardHeap(module);
    expect(module._malloc(0)).toBe(0);
  });

  it('guards a module once', () => {
    const module = fakeModule(100);
    guardHeap(module);
    guardHeap(module);
    module._malloc(1);
    module._malloc(1);
    expect(module.calls).toBe(2);
    expect(() => module._malloc(101)).toThrow(DeviceMemoryError);
  });

  // Takes addresses, not memory: pages that nobody writes to are never given out by the system.
  it('stops the real backend at its 4 GiB, which then goes on with what it has', async () => {
    await prepareBackend('wasm');
    const backend = engine().backend as unknown as {
      wasm: WasmModule & { _free(address: number): void };
      write(values: TypedArray | null, shape: number[], dtype: 'float32'): object;
      disposeData(data: object): boolean;
    };
    const witness = ones([1000]);
    const half = 2 ** 29;
    const taken: object[] = [];
    expect(() => {
      for (let chunk = 0; chunk < 9; chunk += 1) taken.push(backend.write(null, [half / 4], 'float32'));
    }).toThrow(DeviceMemoryError);
    // Eight times half a GiB are 4 GiB; the heap has other things in it too.
    expect(taken.length).toBeGreaterThanOrEqual(5);
    expect(taken.length).toBeLessThan(8);
    expect(await sum(witness).data()).toEqual(Float32Array.of(1000));
    for (const data of taken) backend.disposeData(data);
    expect(await sum(ones([1_000_000])).data()).toEqual(Float32Array.of(1e6));
  });
});
