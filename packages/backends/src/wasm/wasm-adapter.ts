import { engine, env, getKernel } from '@tensorflow/tfjs-core';
import type { BackendAdapter } from '../backend-adapter.ts';
import { isNode } from '../is-node.ts';
import { replaceKernel } from '../replace-kernel.ts';
import { batchMatMulKernel } from './batch-mat-mul-kernel.ts';
import { convolutionFormulations } from './convolution-gradient-kernels.ts';
import { guardHeap, type WasmModule } from './guard-heap.ts';
import { wasmKernels } from './kernels.ts';

/** WebAssembly with SIMD, on several threads in Node where that is asked for, and in a page that may share memory with its workers. */
export const wasmAdapter: BackendAdapter = {
  name: 'wasm',
  engineName: 'wasm',
  forGpu: false,
  formulations: convolutionFormulations,
  startChanges: true,
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
    const found = await (isNode ? threadsInNode() : threadsInPage());
    if ('reason' in found) return found;
    const without = 'failure' in found ? `, without threads: ${found.failure}` : '';
    return {
      device: `CPU (WebAssembly with SIMD${without})`,
      processor: 'CPU',
      precision: 'float32',
      threads: found.threads,
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

async function threadsInNode() {
  const { registerThreadedWasm } = await import('../node/register-threaded-wasm.ts');
  return registerThreadedWasm();
}

async function threadsInPage() {
  // The stock build computes on several threads only where the platform says so.
  const threaded = await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  return { threads: threaded ? globalThis.navigator.hardwareConcurrency : 1 };
}
