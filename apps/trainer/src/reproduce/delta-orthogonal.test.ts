import { prepareBackend } from '@procrustes/backends';
import type { Parameter } from '@procrustes/layers';
import { findArchitecture, type Model } from '@procrustes/models';
import {
  type ConvolutionOperator,
  circularConvolution,
  createMatrix,
  matrixSingularValues,
  singularValues,
} from '@procrustes/projection';
import { Generator } from '@procrustes/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialiseDeltaOrthogonally } from './delta-orthogonal.ts';

const model = findArchitecture('plain', 1).build(10);
const delta = () => initialiseDeltaOrthogonally(model, 5);

beforeAll(async () => {
  await prepareBackend('wasm');
});

afterAll(() => model.network.dispose());

describe('initialiseDeltaOrthogonally', () => {
  it('gives every convolution one tap, the centre, of one singular value alone', async () => {
    const convolutions = convolutionsOf(model);
    expect(convolutions).toHaveLength(10);
    model.network.initialise(Generator.named(0, 'He'));
    const he = await Promise.all(convolutions.map(centreTap));
    delta();
    for (const { largest, least, sigma, elsewhere } of await Promise.all(convolutions.map(centreTap))) {
      // Float32 weights.
      expect(largest / sigma).toBeCloseTo(1, 5);
      expect(least / sigma).toBeCloseTo(1, 5);
      expect(elsewhere).toBe(0);
    }
    expect(he.every(({ largest, least }) => largest / least > 2)).toBe(true);
    expect(he.some(({ elsewhere }) => elsewhere > 0.1)).toBe(true);
  });

  it('gives the whole operator that singular value alone, under zero padding too', async () => {
    const [stem] = convolutionsOf(model) as [Parameter];
    const operator = { ...circularConvolution({ ...channelsOf(stem), kernelSize: 3, inputSize: 4 }), padding: 'zero' };
    const spectrum = async () => singularValues(await stem.values(), operator as ConvolutionOperator).extremes;
    model.network.initialise(Generator.named(0, 'He'));
    const he = await spectrum();
    expect(he.max / he.min).toBeGreaterThan(2);
    delta();
    const { max, min } = await spectrum();
    expect(max / sigmaOf(stem)).toBeCloseTo(1, 5);
    expect(min / sigmaOf(stem)).toBeCloseTo(1, 5);
  });
});

const convolutionsOf = ({ network }: Model): Parameter[] =>
  [...network.namedParameters()].flatMap(([, parameter]) => (parameter.layout === 'hwio' ? [parameter] : []));

function channelsOf({ shape }: Parameter) {
  const [, , inChannels, outChannels] = shape as [number, number, number, number];
  return { inChannels, outChannels };
}

function sigmaOf(parameter: Parameter): number {
  const { inChannels, outChannels } = channelsOf(parameter);
  return Math.sqrt((2 * outChannels) / Math.min(inChannels, outChannels));
}

/** The extreme singular values of the centre tap, what they are to be, and the largest |weight| of the other taps. */
async function centreTap(parameter: Parameter) {
  const { inChannels, outChannels } = channelsOf(parameter);
  const values = await parameter.values();
  // A square kernel of odd sides has its centre in the middle.
  const start = (values.length - inChannels * outChannels) / 2;
  const end = start + inChannels * outChannels;
  const sigmas = matrixSingularValues(createMatrix(inChannels, outChannels, values.slice(start, end)));
  return {
    largest: sigmas[0] as number,
    least: sigmas.at(-1) as number,
    sigma: sigmaOf(parameter),
    elsewhere: [...values.slice(0, start), ...values.slice(end)].reduce(
      (most, value) => Math.max(most, Math.abs(value)),
      0,
    ),
  };
}
