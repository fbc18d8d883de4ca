import type { MultiStepSchedule } from './learning-rate.ts';
import type { SgdOptions } from './sgd.ts';

/** How the papers train a family of networks. */
export interface Recipe {
  readonly optimizer: SgdOptions;
  readonly schedule: MultiStepSchedule;
  readonly batchSize: number;
  readonly epochs: number;
  /** Of the projections after a step. */
  readonly projectionProbability: number;
}

const shared: Recipe = {
  optimizer: { momentum: 0.9, nesterov: false, weightDecay: 1e-4 },
  schedule: { initial: 0.1, milestones: [150, 225], decay: 0.1 },
  batchSize: 128,
  epochs: 300,
  projectionProbability: 0.5,
};

/**
 * The recipe of arXiv 1805.07477: SGD with momentum 0.9 and weight decay 1e-4, rate 0.1 divided by 10 at epochs 150 and
 * 225 of 300, batch 128. The 2018 variant has Nesterov's momentum. Ours: plain networks without batch norm start at
 * 0.01, because they diverge at 0.1.
 */
export function recipeFor(family: string): Recipe {
  if (family === 'procresnet-2018') return { ...shared, optimizer: { ...shared.optimizer, nesterov: true } };
  if (family === 'plain') return { ...shared, schedule: { ...shared.schedule, initial: 0.01 } };
  return shared;
}
