import { adapters } from './adapters.ts';
import { type ContractSkip, describeBackendContract } from './testing/backend-contract.ts';

const skips: Readonly<Record<string, readonly ContractSkip[]>> = {
  wasm: [
    {
      check: 'NaN goes through channelAffine, in x alone',
      reason:
        'the depthwise convolution clamps NaN; only scale and shift are looked at, and training makes them NaN too',
    },
  ],
};

for (const adapter of adapters) await describeBackendContract(adapter, skips[adapter.name] ?? []);
