import { adapters } from './adapters.ts';
import { describeBackendContract } from './testing/backend-contract.ts';

for (const adapter of adapters) await describeBackendContract(adapter);
