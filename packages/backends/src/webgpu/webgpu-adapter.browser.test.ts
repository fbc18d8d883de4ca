import { describeBackendContract } from '../testing/backend-contract.ts';
import { webgpuAdapter } from './webgpu-adapter.ts';

// It computes in a page otherwise than in Node. A file of its own, so that it runs beside the other backend's.
await describeBackendContract(webgpuAdapter);
