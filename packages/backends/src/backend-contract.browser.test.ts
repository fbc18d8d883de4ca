import { describeBackendContract } from './testing/backend-contract.ts';
import { webglAdapter } from './webgl/webgl-adapter.ts';
import { webgpuAdapter } from './webgpu/webgpu-adapter.ts';

// Those that compute in a page otherwise than in Node, or there alone.
for (const adapter of [webglAdapter, webgpuAdapter]) {
  await describeBackendContract(adapter);
}
