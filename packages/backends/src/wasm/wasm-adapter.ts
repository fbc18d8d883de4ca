import { engine, env, getKernel } from '@tensorflow/tfjs-core';
import type { BackendAdapter } from '../backend-adapter.ts';
import { replaceKernel } from '../replace-kernel.ts';
import { batchMatMulKernel } from './batch-mat-mul-kernel.ts';
import { guardHeap, type WasmModule } from './guard-heap.ts';
import { wasmKernels } from './kernels.ts';

/** WebAssembly with SIMD, on one core: the stock build has no threads in Node. */
export const wasmAdapter: BackendAdapter = {
  name: 'wasm',
  engineName: 'wasm',
  async probe() {
    if (typeof WebAssembly === 'undefined') {
      return { reason: 'this JavaScript engine has no WebAssembly', remedy: 'use --backend cpu' };
    }
    await import('@tensorflow/tfjs-backend-wasm');
    const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
    const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    let threads = 1;
    try {
      threads = getThreadsCount();
    } catch {
      // Known only once the module runs with threads; without them it is one.
    }
    return { device: `CPU (WebAssembly${simd ? ' with SIMD' : ', without SIMD'})`, precision: 'float32', threads };
  },
  registerKernels() {
    for (const kernel of wasmKernels) replaceKernel(kernel);
    replaceKernel(batchMatMulKernel(getKernel('BatchMatMul', 'wasm')));
    guardHeap((engine().backend as unknown as { wasm: WasmModule }).wasm);
  },
};
