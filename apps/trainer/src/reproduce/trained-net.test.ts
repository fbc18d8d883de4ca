import { prepareBackend } from '@procrustes/backends';
import { subset, syntheticImages } from '@procrustes/data';
import { findArchitecture } from '@procrustes/models';
import { heldMemory } from '@procrustes/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { trainedNet } from './trained-net.ts';

const all = syntheticImages({ images: 48, seed: 1 });
const plan = {
  batchSize: 8,
  epochs: 4,
  seed: 2,
  images: {
    training: subset(all, { start: 0, end: 16 }),
    // So few that validations tie in accuracy.
    validation: subset(all, { start: 16, end: 20 }),
  },
  test: subset(all, { start: 20, end: 48 }),
  signal: new AbortController().signal,
};
const resnet = findArchitecture('resnet', 1);

beforeAll(async () => {
  await prepareBackend('wasm');
});

describe('trainedNet', () => {
  it('tests the weights of the best validation: by accuracy, by loss where that is the same', async () => {
    const before = heldMemory();
    const { metrics, validation, chosen, testAccuracy, diverged } = await trainedNet(resnet, plan);
    expect(heldMemory()).toEqual(before);
    expect(diverged).toBeNull();
    expect(metrics.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    // 0.1 for 128 images, and in proportion until a half of the epochs; then a tenth, a hundredth from three quarters on.
    expect(metrics.map(({ learningRate }) => Number(((learningRate * 128) / 8).toPrecision(6)))).toEqual([
      0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.001, 0.001,
    ]);
    expect(validation.map(({ step }) => step)).toEqual([2, 4, 6, 8]);
    const most = Math.max(...validation.map(({ accuracy }) => accuracy));
    const tied = validation.filter(({ accuracy }) => accuracy === most);
    expect(tied.length).toBeGreaterThan(1);
    expect(chosen).toEqual([...tied].sort((one, other) => one.loss - other.loss)[0]);
    expect(chosen).not.toEqual(tied[0]);

    // As a test set, the validation images tell that the weights are those of the chosen epoch.
    const onValidation = await trainedNet(resnet, { ...plan, test: plan.images.validation });
    expect(onValidation.testAccuracy).toBe(chosen?.accuracy);
    const right = testAccuracy * plan.test.labels.length;
    expect(right).toBeCloseTo(Math.round(right), 6);
  });

  it('has neither a chosen epoch nor a test accuracy where training diverges', async () => {
    const exploding = {
      ...resnet,
      build(classes: number) {
        const model = resnet.build(classes);
        const initialise = model.network.initialise.bind(model.network);
        model.network.initialise = (generator) => {
          initialise(generator);
          for (const [name, parameter] of model.network.namedParameters()) {
            if (name === 'conv1.weight') parameter.assign(new Float32Array(parameter.size).fill(3e38));
          }
        };
        return model;
      },
    };
    const before = heldMemory();
    const { chosen, testAccuracy, diverged } = await trainedNet(exploding, plan);
    expect(heldMemory()).toEqual(before);
    expect(chosen).toBeNull();
    expect(testAccuracy).toBeNaN();
    expect(diverged).toContain('the loss is NaN at step 1');
  });

  it('is stopped by its signal, and leaves nothing', async () => {
    const before = heldMemory();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(trainedNet(resnet, { ...plan, signal })).rejects.toThrow('enough');
    expect(heldMemory()).toEqual(before);
  });
});
