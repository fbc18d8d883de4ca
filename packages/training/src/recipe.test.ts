import { families } from '@procrustes/models';
import { describe, expect, it } from 'vitest';
import { recipeFor } from './recipe.ts';

// arXiv 1805.07477, v5 (2020).
const papers = {
  optimizer: { momentum: 0.9, nesterov: false, weightDecay: 1e-4 },
  schedule: { initial: 0.1, milestones: [150, 225], decay: 0.1 },
  batchSize: 128,
  epochs: 300,
  projectionProbability: 0.5,
};

describe('recipeFor', () => {
  it.each(['resnet', 'procresnet', 'plain-bn'])('%s: the 2020 paper’s', (family) => {
    expect(recipeFor(family)).toEqual(papers);
  });

  it('procresnet-2018: Nesterov’s momentum, the rest alike', () => {
    expect(recipeFor('procresnet-2018')).toEqual({ ...papers, optimizer: { ...papers.optimizer, nesterov: true } });
  });

  it('plain: ours, a tenth of the rate', () => {
    expect(recipeFor('plain')).toEqual({ ...papers, schedule: { ...papers.schedule, initial: 0.01 } });
  });

  it('has one for every family there is', () => {
    for (const { name } of families) expect(recipeFor(name).epochs, name).toBe(300);
  });
});
