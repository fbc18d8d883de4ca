import type { BackendAdapter } from '../backend-adapter.ts';
import { replaceKernel } from '../replace-kernel.ts';
import { tensorflowKernels } from './kernels.ts';

const remedy = 'prepare it: npx -y pnpm@12 native (in a clone), or procrustes backends setup tensorflow';

/** TensorFlow's own library through tfjs-node, in Node: on a CPU by oneDNN, on an NVIDIA GPU by CUDA. */
export const tensorflowAdapter: BackendAdapter = {
  name: 'tensorflow',
  engineName: 'tensorflow',
  async probe() {
    if (typeof process === 'undefined' || process.versions?.node === undefined) {
      return { reason: 'it runs in Node only', remedy: 'take webgl, or wasm' };
    }
    try {
      const { loadTensorflow } = await import('../node/load-tensorflow.ts');
      const found = await loadTensorflow();
      if (found === undefined) return { reason: 'tfjs-node is not installed', remedy };
      const { availableParallelism } = await import('node:os');
      const { version, gpu } = found;
      return {
        device: `${gpu ? 'GPU' : 'CPU'} (TensorFlow ${version})`,
        precision: 'float32',
        threads: availableParallelism(),
      };
    } catch (error) {
      return { reason: `it does not load: ${firstLine(error)}`, remedy };
    }
  },
  registerKernels() {
    for (const kernel of tensorflowKernels) replaceKernel(kernel);
  },
};

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] as string;
}
