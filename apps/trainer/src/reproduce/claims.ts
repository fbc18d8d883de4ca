import type { Claim } from './claim.ts';
import { depth } from './depth.ts';
import { linear } from './linear.ts';
import { ratios } from './ratios.ts';
import { releaseFaults } from './release-faults.ts';
import { transitions } from './transitions.ts';

/** Every claim that `procrustes reproduce` can measure. */
export const claims: readonly Claim[] = [ratios, depth, transitions, linear, releaseFaults];
