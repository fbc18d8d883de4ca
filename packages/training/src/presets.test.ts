import { describe, expect, it } from 'vitest';
import { presets } from './presets.ts';

const find = (name: string) => presets.find((preset) => preset.name === name);

describe('presets', () => {
  // arXiv 1805.07477, v1 and v5: section on CIFAR.
  it('are the papers’ whole recipe, with Nesterov’s momentum in the 2018 variant alone', () => {
    const shared = { batchSize: 128, epochs: 300, projectionProbability: 0.5 };
    const schedule = { initial: 0.1, milestones: [150, 225], decay: 0.1 };
    for (const [model, nesterov] of [
      ['procresnet-166', false],
      ['procresnet-2018-164', true],
      ['resnet-1001', false],
    ] as const) {
      for (const dataset of ['cifar10', 'cifar100'] as const) {
        expect(find(`${model}/${dataset}`)).toEqual({
          name: `${model}/${dataset}`,
          model,
          dataset,
          recipe: { ...shared, schedule, optimizer: { momentum: 0.9, nesterov, weightDecay: 1e-4 } },
        });
      }
    }
    expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length);
  });
});
