import type { Claim } from './claim.ts';
import { depth } from './depth.ts';
import { linear } from './linear.ts';

/** Every claim that `procrustes reproduce` can measure. */
export const claims: readonly Claim[] = [depth, linear];
