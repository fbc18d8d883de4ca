import { ablation } from './ablation.ts';
import type { Claim } from './claim.ts';
import { depth } from './depth.ts';
import { initialisation } from './initialisation.ts';
import { linear } from './linear.ts';
import { ratios } from './ratios.ts';
import { releaseFaults } from './release-faults.ts';
import { training } from './training.ts';
import { transitions } from './transitions.ts';

/** Every claim that `procrustes reproduce` can measure. */
export const claims: readonly Claim[] = [
  depth,
  ratios,
  transitions,
  initialisation,
  ablation,
  linear,
  training,
  releaseFaults,
];
