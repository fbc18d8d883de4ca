import { prepareBackend } from '@procrustes/backends';
import type { Parameter } from '@procrustes/layers';
import { findArchitecture } from '@procrustes/models';
import { Generator } from '@procrustes/random';
import { heldMemory } from '@procrustes/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { blockGains } from './block-gains.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

describe('blockGains', () => {
  it('are those of the operators: a Gaussian 1×1 transition has √(Σσ²/n) each way, on average', async () => {
    const model = findArchitecture('procresnet', 1).build(10);
    model.network.initialise(Generator.named(1, 'gains'));
    const before = heldMemory();
    const gains = await blockGains(model, 'transition', { size: 4, seed: 1 });
    expect(heldMemory()).toEqual(before);
    expect(gains.map(({ site }) => site)).toEqual(['trans_conv1', 'trans_conv2']);
    for (const { site, forward, backward } of gains) {
      const parameter = new Map(model.network.namedParameters()).get(`${site}.weight`) as Parameter;
      const weight = await parameter.variable.data();
      const [, , inChannels, outChannels] = parameter.shape as [number, number, number, number];
      const squares = [...weight].reduce((sum, value) => sum + value * value, 0);
      // Stride 2 leaves a quarter of the pixels: of white noise a quarter of the square.
      expect(forward).toBeCloseTo(Math.sqrt(squares / inChannels / 4), 1);
      expect(backward).toBeCloseTo(Math.sqrt(squares / outChannels), 1);
    }
    model.network.dispose();
  });

  it('are one backwards where a block keeps the norm: the identity blocks of a net whose branches are zero', async () => {
    const model = findArchitecture('procresnet', 1).build(10);
    model.network.initialise(Generator.named(1, 'gains'));
    for (const [name, parameter] of model.network.namedParameters()) {
      if (name.endsWith('conv3.weight')) parameter.assign(new Float32Array(parameter.size));
    }
    for (const { forward, backward } of await blockGains(model, 'identity', { size: 2, seed: 1 })) {
      expect(forward).toBeCloseTo(1, 6);
      expect(backward).toBeCloseTo(1, 6);
    }
    model.network.dispose();
  });
});
