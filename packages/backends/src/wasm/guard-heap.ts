import { DeviceMemoryError } from '../device-memory-error.ts';

/** The part of the WebAssembly module that hands out memory. */
export interface WasmModule {
  _malloc(bytes: number): number;
  HEAPU8: Uint8Array;
}

const guarded = new WeakSet<WasmModule>();

/**
 * Makes a failed allocation an error. The stock backend takes the null pointer that `malloc` then returns for an
 * address and overwrites the start of the heap.
 */
export function guardHeap(module: WasmModule): void {
  if (guarded.has(module)) return;
  guarded.add(module);
  let allocate = module._malloc;
  const guardedAllocate = (bytes: number): number => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) {
      throw new DeviceMemoryError(
        `the WebAssembly heap is full: ${(module.HEAPU8.length / 2 ** 30).toFixed(2)} GiB of at most 4 GiB are in use and ` +
          `${(bytes / 2 ** 20).toFixed(1)} MiB more do not fit`,
      );
    }
    return address;
  };
  // An accessor, because the module puts another function in this place on the first call.
  Object.defineProperty(module, '_malloc', {
    configurable: true,
    get: () => guardedAllocate,
    set: (replacement: WasmModule['_malloc']) => {
      allocate = replacement;
    },
  });
}
