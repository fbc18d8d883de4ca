import type { BackendAdapter } from '../backend-adapter.ts';
import { isNode } from '../is-node.ts';
import { replaceKernel } from '../replace-kernel.ts';
import { explainTensorflowError } from './explain-tensorflow-error.ts';
import { tensorflowKernels } from './kernels.ts';

const remedy = 'prepare it: npx -y pnpm@12 native (in a clone), or procrustes backends setup tensorflow';

/** TensorFlow's own library through tfjs-node, in Node: on a CPU by oneDNN, on an NVIDIA GPU by CUDA. */
export const tensorflowAdapter: BackendAdapter = {
  name: 'tensorflow',
  engineName: 'tensorflow',
  forGpu: true,
  async probe() {
    if (!isNode) {
      return { reason: 'it runs in Node only', remedy: 'take webgpu, webgl or wasm', elsewhere: true };
    }
    try {
      const { loadTensorflow } = await import('../node/load-tensorflow.ts');
      const found = await loadTensorflow();
      if (found === undefined) return { reason: 'tfjs-node is not installed', remedy };
      const { availableParallelism, totalmem } = await import('node:os');
      const { version, gpu, ownOperations } = found;
      return {
        device: `${gpu ? 'GPU' : 'CPU'} (TensorFlow ${version}${ownOperations ? ' and own operations' : ''})`,
        processor: gpu ? 'GPU' : 'CPU',
        precision: 'float32',
        threads: gpu ? null : availableParallelism(),
        memory: { total: gpu ? null : totalmem(), largestTensor: null },
        ...(!gpu &&
          !ownOperations && {
            advice: `slower than it can be, as its own operations are not compiled for this version; ${remedy}`,
          }),
      };
    } catch (error) {
      return { reason: `it does not load: ${firstLine(error)}`, remedy };
    }
  },
  registerKernels() {
    for (const kernel of tensorflowKernels) replaceKernel(kernel);
  },
  explain: explainTensorflowError,
};

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] as string;
}
