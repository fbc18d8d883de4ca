import { prepareBackend } from '@procrustes/backends';
import { type Context, trainingContext } from '@procrustes/layers';
import type { Model } from '@procrustes/models';
import { Generator } from '@procrustes/random';
import { expectTensorCount } from '@procrustes/testing';
import {
  dispose,
  getKernel,
  type KernelConfig,
  ones,
  registerKernel,
  type Tensor4D,
  tensor1d,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tinyModel } from '../testing/tiny-session.ts';
import { gradientStep } from './gradient-step.ts';
import { trainableParameters } from './trainable-parameters.ts';

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

  it('frees everything where the accuracy cannot be had', async () => {
    const { images, labels } = batch();
    const argMax = getKernel('ArgMax', 'wasm') as KernelConfig;
    unregisterKernel('ArgMax', 'wasm');
    try {
      await expectTensorCount(() => {
        expect(() => gradientStep(model, images, labels, trainingContext)).toThrow('ArgMax');
      });
    } finally {
      registerKernel(argMax);
    }
    dispose([images, labels]);
  });
});
