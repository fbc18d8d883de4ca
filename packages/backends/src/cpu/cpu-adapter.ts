import { engine } from '@tensorflow/tfjs-core';
import type { BackendAdapter } from '../backend-adapter.ts';
import { quietly } from '../quietly.ts';

/** Plain JavaScript: runs anywhere, and is the reference that the others are compared with. Slow. */
export const cpuAdapter: BackendAdapter = {
  name: 'cpu',
  engineName: 'cpu',
  forGpu: false,
  async probe() {
    await quietly(() => import('@tensorflow/tfjs-backend-cpu'));
    return {
      device: 'CPU (JavaScript)',
      processor: 'CPU',
      precision: 'float32',
      threads: 1,
      memory: { total: null, largestTensor: null },
    };
  },
  registerKernels() {
    // Otherwise it prints an advertisement for another backend at the first tensor.
    (engine().backend as unknown as { firstUse: boolean }).firstUse = false;
  },
};
