import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { chooseScale } from './chosen-scale.ts';
import { claims } from './claims.ts';
import { requireImages } from './require-images.ts';

const requires = (name: string, scale: 'quick' | 'full', dataset: 'cifar10' | 'synthetic', settings: string[] = []) => {
  const claim = claims.find((one) => one.name === name) as (typeof claims)[number];
  return () => requireImages(chooseScale(claim, scale, settings), dataset);
};

describe('requireImages', () => {
  it('lets every scale pass on CIFAR-10, and every quick one on synthetic images', () => {
    for (const { name } of claims) {
      expect(requires(name, 'full', 'cifar10'), name).not.toThrow();
      expect(requires(name, 'quick', 'synthetic'), name).not.toThrow();
    }
  });

  it('refuses more images than there are: to train on, to hold out, in a batch, to test on', () => {
    for (const [requiring, message] of [
      [requires('training', 'full', 'synthetic'), 'trainingImages=45000 and validationImages=5000'],
      [requires('training', 'full', 'cifar10', ['trainingImages=45001']), 'cifar10 has 50000 training images'],
      [requires('ablation', 'quick', 'cifar10', ['validationImages=49993']), 'batchSize=8 and validationImages=49993'],
      [requires('ratios', 'quick', 'synthetic', ['batchSize=4001']), 'too few for batchSize=4001;'],
      [requires('training', 'quick', 'cifar10', ['batchSize=321']), 'batchSize=321 is more than trainingImages=320'],
      [requires('training', 'full', 'cifar10', ['testImages=10001']), 'cifar10 has 10000 test images'],
    ] as const) {
      expect(requiring, message).toThrow(UsageError);
      expect(requiring).toThrow(message);
    }
  });

  it('takes all that there are', () => {
    expect(requires('ablation', 'quick', 'cifar10', ['validationImages=49992'])).not.toThrow();
    expect(requires('ratios', 'quick', 'synthetic', ['batchSize=4000'])).not.toThrow();
    expect(requires('training', 'quick', 'cifar10', ['batchSize=320'])).not.toThrow();
  });
});
