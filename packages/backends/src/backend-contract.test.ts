import { adapters } from './adapters.ts';
import { describeBackendContract } from './testing/backend-contract.ts';
import { contractTerms } from './testing/contract-terms.ts';

for (const adapter of adapters) await describeBackendContract(adapter, contractTerms[adapter.name]);
