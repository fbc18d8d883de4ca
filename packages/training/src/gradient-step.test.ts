import { prepareBackend } from '@procrustes/backends';
import { type Context, trainingContext } from '@procrustes/layers';
import type { Model } from '@procrustes/models';
import { Generator } from '@procrustes/random';
import { expectTensorCount } from '@procrustes/testing';
import { dispose, ones, type Tensor4D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tinyModel } from '../testing/tiny-session.ts';
import { accuracyOf, gradientStep, trainableParameters } from './gradient-step.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

let model: Model;
beforeEach(() => {
  model = tinyModel('resnet');
  model.network.initialise(Generator.named(1, 'initialisation'));
});
afterEach(() => model.network.dispose());

const batch = () => ({ images: ones([2, 32, 32, 3]) as Tensor4D, labels: tensor1d([3, 7], 'int32') });

describe('trainableParameters', () => {
  it('are all but the running statistics', () => {
    const names = trainableParameters(model).map(([name]) => name);
    expect(names).toContain('bn1.weight');
    expect(names.filter((name) => name.includes('running_'))).toEqual([]);
    expect(names).toHaveLength(
      [...model.network.namedParameters()].filter(([name]) => !name.includes('running_')).length,
    );
  });
});

describe('gradientStep', () => {
  it('gives loss, accuracy, logits and a gradient for each parameter, in its shape, and nothing else', async () => {
    const { images, labels } = batch();
    const parameters = trainableParameters(model);
    const { value, accuracy, logits, gradients } = await expectTensorCount(
      () => gradientStep(model, images, labels, trainingContext),
      3 + parameters.length,
    );
    expect(logits.shape).toEqual([2, 10]);
    expect(gradients.map(({ shape }) => shape)).toEqual(parameters.map(([, { shape }]) => shape));
    // The logits of equal images are equal, so that the mean cross-entropy can be had from one row.
    const row = logits.arraySync()[0] as number[];
    const logSum = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
    expect(value.dataSync()[0]).toBeCloseTo(logSum - ((row[3] as number) + (row[7] as number)) / 2, 5);
    dispose([value, accuracy, logits, ...gradients, images, labels]);
  });

  it('frees everything where the network throws half-way', async () => {
    const { images, labels } = batch();
    const broken: Context = {
      training: true,
      tap(site, x) {
        if (site.name === 'layer2.0') throw new Error('half-way');
        return x;
      },
    };
    await expectTensorCount(() => {
      expect(() => gradientStep(model, images, labels, broken)).toThrow('half-way');
    });
    dispose([images, labels]);
  });
});

describe('accuracyOf', () => {
  it('is the share of rows whose largest logit is the label’s', () => {
    const share = tidy(() => {
      const logits = tensor2d([
        [1, 2, 3],
        [3, 2, 1],
        [0, -1, -2],
        [-3, 5, -3],
      ]);
      return accuracyOf(logits, tensor1d([2, 1, 0, 1], 'int32')).dataSync()[0];
    });
    expect(share).toBe(0.75);
  });
});
