import type { BackendAdapter } from './backend-adapter.ts';
import { cpuAdapter } from './cpu/cpu-adapter.ts';
import { tensorflowAdapter } from './tensorflow/tensorflow-adapter.ts';
import { wasmAdapter } from './wasm/wasm-adapter.ts';
import { webglAdapter } from './webgl/webgl-adapter.ts';
import { webgpuAdapter } from './webgpu/webgpu-adapter.ts';

/** Every backend, among those on one kind of processor the fastest first: `rankBackends` has the rest of the order. */
export const adapters: readonly BackendAdapter[] = [
  tensorflowAdapter,
  webgpuAdapter,
  webglAdapter,
  wasmAdapter,
  cpuAdapter,
];
