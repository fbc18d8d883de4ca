import { adapters } from './adapters.ts';
import { describeBackendContract } from './testing/backend-contract.ts';
import { contractSkips } from './testing/contract-skips.ts';

for (const adapter of adapters) await describeBackendContract(adapter, contractSkips[adapter.name] ?? []);
