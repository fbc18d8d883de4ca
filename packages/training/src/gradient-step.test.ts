import { prepareBackend } from '@procrustes/backends';
import { type Context, type Recompute, trainingContext } from '@procrustes/layers';
import { findArchitecture, type Model } from '@procrustes/models';
import { NormProbe } from '@procrustes/probes';
import { Generator } from '@procrustes/random';
import { expectTensorCount, peakBytes } from '@procrustes/testing';
import {
  dispose,
  getKernel,
  type KernelConfig,
  memory,
  ones,
  registerKernel,
  type Tensor4D,
  tensor1d,
  tensor4d,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { families, tinyModel } from '../testing/tiny-session.ts';
import { type GradientStep, gradientStep } from './gradient-step.ts';
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

describe('gradientStep, recomputing', () => {
  const generator = Generator.named(1, 'images');
  // 2018's head pools an 8×8 map, so that the images cannot be smaller.
  const pixels = (images: number) => Float32Array.from({ length: images * 32 * 32 * 3 }, () => generator.normal());
  const [one, two] = [pixels(1), pixels(2)];

  /** Loss, logits, gradients, running statistics and norms of a step of a fresh network, and its peak of memory. */
  async function step({ network, projections }: Model, values: Float32Array, recompute: Recompute) {
    network.initialise(Generator.named(1, 'initialisation'));
    const count = values.length / (32 * 32 * 3);
    const images = tensor4d(values, [count, 32, 32, 3]);
    const labels = tensor1d([3, 7].slice(0, count), 'int32');
    const probe = new NormProbe({ ...trainingContext, recompute });
    const tensors = memory().numTensors;
    let passed: GradientStep | undefined;
    const peak = peakBytes(() => {
      passed = gradientStep({ network, projections }, images, labels, probe.context);
    });
    const { value, logits, accuracy, gradients } = passed as GradientStep;
    const made = [value, logits, accuracy, ...gradients];
    expect(memory().numTensors - tensors).toBe(made.length + 2 * network.sites.length);
    const results = await Promise.all(made.map(async (result) => Float32Array.from(await result.data())));
    const statistics = [...network.namedParameters()].filter(([, { trainable }]) => !trainable);
    const moved = await Promise.all(statistics.map(([, parameter]) => parameter.values()));
    const norms = await probe.read();
    dispose([images, labels, ...made]);
    network.dispose();
    return { numbers: { results, moved, norms }, peak };
  }

  it.each(families)('%s: the same numbers, bit for bit, in less memory', async (family) => {
    const twoBlocks = () => findArchitecture(family, 2).build(10);
    const { numbers, peak } = await step(twoBlocks(), two, 'none');
    for (const recompute of ['block', 2, 3, 'auto'] as const) {
      const found = await step(twoBlocks(), two, recompute);
      expect(found.numbers, `recompute ${recompute}`).toEqual(numbers);
      expect(found.peak, `recompute ${recompute}`).toBeLessThan(peak);
    }
    // One segment alone is what the tape keeps anyway.
    expect(await step(twoBlocks(), two, 100)).toEqual({ numbers, peak });
  });

  it('takes the less of what no recomputation takes, the deeper the network', async () => {
    const share = async (blocks: number) => {
      const plain = () => findArchitecture('procresnet', blocks).build(10);
      return (await step(plain(), one, 'auto')).peak / (await step(plain(), one, 'none')).peak;
    };
    const [four, nine] = [await share(4), await share(9)];
    expect(nine).toBeLessThan(four);
    expect(four).toBeLessThan(1);
  });

  describe('on the plain backend', () => {
    beforeAll(async () => {
      await prepareBackend('cpu');
      return async () => {
        await prepareBackend('wasm');
      };
    });

    // On wasm above in every way; here a step takes a second.
    const long = process.env.PROCRUSTES_LONG_TESTS === '1';
    const ways: readonly Recompute[] = long ? ['block', 2, 3] : [2];
    const remark = long ? '' : ' (recomputing in more ways with PROCRUSTES_LONG_TESTS=1)';

    it.each(families)(`%s: the same numbers, bit for bit${remark}`, async (family) => {
      const { numbers } = await step(tinyModel(family), one, 'none');
      for (const recompute of ways) {
        expect((await step(tinyModel(family), one, recompute)).numbers, `recompute ${recompute}`).toEqual(numbers);
      }
    });
  });
});
