import { describeBackendContract } from '../testing/backend-contract.ts';
import { webglAdapter } from './webgl-adapter.ts';

// A page alone has it.
await describeBackendContract(webglAdapter);
