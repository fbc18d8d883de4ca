import type { BackendAdapter } from './backend-adapter.ts';
import { cpuAdapter } from './cpu/cpu-adapter.ts';
import { tensorflowAdapter } from './tensorflow/tensorflow-adapter.ts';
import { wasmAdapter } from './wasm/wasm-adapter.ts';

/** Every backend, the fastest first: `auto` takes the first one that is available. */
export const adapters: readonly BackendAdapter[] = [tensorflowAdapter, wasmAdapter, cpuAdapter];
