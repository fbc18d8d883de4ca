import { prepareBackend } from '@procrustes/backends';
import { findArchitecture } from '@procrustes/models';
import { singularValues } from '@procrustes/projection';
import { Generator } from '@procrustes/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialiseDeltaOrthogonally } from './delta-orthogonal.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

describe('initialiseDeltaOrthogonally', () => {
  it('gives every convolution one singular value alone, under zero padding too', async () => {
    const model = findArchitecture('plain', 1).build(10);
    model.network.initialise(Generator.named(0, 'initialisation'));
    const he = await spectra();
    expect(he.some(([most, least]) => most / least > 2)).toBe(true);
    initialiseDeltaOrthogonally(model, 5);
    const delta = await spectra();
    expect(delta).toHaveLength(10);
    // Float32 weights.
    for (const [most, least, sigma] of delta) {
      expect(most / sigma).toBeCloseTo(1, 5);
      expect(least / sigma).toBeCloseTo(1, 5);
    }
    model.network.dispose();

    async function spectra() {
      const found: [most: number, least: number, sigma: number][] = [];
      for (const [, parameter] of model.network.namedParameters()) {
        if (parameter.layout !== 'hwio') continue;
        const [height, width, inChannels, outChannels] = parameter.shape as [number, number, number, number];
        const { extremes } = singularValues((await parameter.variable.data()) as Float32Array, {
          kind: 'convolution',
          inChannels,
          outChannels,
          kernelSize: [height, width],
          inputSize: [4, 4],
          stride: 1,
          padding: 'zero',
        });
        const sigma = Math.sqrt((2 * outChannels) / Math.min(inChannels, outChannels));
        found.push([extremes.max, extremes.min, sigma]);
      }
      return found;
    }
  });
});
