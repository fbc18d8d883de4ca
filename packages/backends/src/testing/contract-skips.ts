import type { ContractSkip } from './backend-contract.ts';

/** What each backend is excused from, wherever it runs. */
export const contractSkips: Readonly<Record<string, readonly ContractSkip[]>> = {
  wasm: [
    {
      check: 'NaN goes through channelAffine, in x alone',
      reason:
        'the depthwise convolution clamps NaN; only scale and shift are looked at, and training makes them NaN too',
    },
  ],
};
