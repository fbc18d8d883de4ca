import { engine, env, getKernel } from '@tensorflow/tfjs-core';
import type { BackendAdapter } from '../backend-adapter.ts';
import { replaceKernel } from '../replace-kernel.ts';
import { batchMatMulKernel } from './batch-mat-mul-kernel.ts';
import { convolutionFormulations } from './convolution-gradient-kernels.ts';
import { guardHeap, type WasmModule } from './guard-heap.ts';
import { wasmKernels } from './kernels.ts';

/** WebAssembly with SIMD, on one core: the stock build has no threads in Node. */
export const wasmAdapter: BackendAdapter = {
  name: 'wasm',
  engineName: 'wasm',
  forGpu: false,
  formulations: convolutionFormulations,
  async probe() {
    if (typeof WebAssembly === 'undefined') {
      return { reason: 'this JavaScript engine has no WebAssembly', remedy: 'use --backend cpu' };
    }
    await import('@tensorflow/tfjs-backend-wasm');
    if (!(await env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
      return {
        reason: 'this JavaScript engine has no SIMD in its WebAssembly',
        remedy: 'use a current one, or --backend cpu',
      };
    }
    // The stock build computes on several threads only where the platform says so, which Node does not.
    const threaded = await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
    const threads = threaded ? globalThis.navigator.hardwareConcurrency : 1;
    return {
      device: 'CPU (WebAssembly with SIMD)',
      processor: 'CPU',
      precision: 'float32',
      threads,
      // Addresses have 32 bits.
      memory: { total: 2 ** 32, largestTensor: 2 ** 32 },
    };
  },
  registerKernels() {
    for (const kernel of wasmKernels) replaceKernel(kernel);
    replaceKernel(batchMatMulKernel(getKernel('BatchMatMul', 'wasm')));
    guardHeap((engine().backend as unknown as { wasm: WasmModule }).wasm);
  },
};
