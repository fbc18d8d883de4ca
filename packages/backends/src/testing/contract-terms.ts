import type { ContractTerms } from './backend-contract.ts';

/** What each backend is held to otherwise than the rest, wherever it runs. */
export const contractTerms: Readonly<Record<string, ContractTerms>> = {
  wasm: {
    skips: [
      {
        check: 'NaN goes through channelAffine, in x alone',
        reason:
          'the depthwise convolution clamps NaN; only scale and shift are looked at, and training makes them NaN too',
      },
    ],
  },
};
