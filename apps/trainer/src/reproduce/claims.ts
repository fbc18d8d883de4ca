import { ablation } from './ablation.ts';
import type { Claim } from './claim.ts';
import { claimNames } from './claim-names.ts';
import { depth } from './depth.ts';
import { initialisation } from './initialisation.ts';
import { linear } from './linear.ts';
import { ratios } from './ratios.ts';
import { releaseFaults } from './release-faults.ts';
import { training } from './training.ts';
import { transitions } from './transitions.ts';

const byName: Readonly<Record<(typeof claimNames)[number], Claim>> = {
  depth,
  ratios,
  transitions,
  initialisation,
  ablation,
  linear,
  training,
  'release-faults': releaseFaults,
};

/** The claims, as {@link claimNames} has them. */
export const claims: readonly Claim[] = claimNames.map((name) => byName[name]);
