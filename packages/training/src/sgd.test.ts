import { constant, Parameter, type ParameterLayout } from '@procrustes/layers';
import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { dispose, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Sgd, type SgdOptions } from './sgd.ts';

useCpuBackend();

const shapes: readonly (readonly [name: string, layout: ParameterLayout, shape: readonly number[]])[] = [
  ['conv.weight', 'hwio', [3, 3, 2, 4]],
  ['linear.weight', 'out-in', [5, 4]],
  ['bn.bias', 'vector', [1]],
  ['bn.weight', 'vector', [3]],
  ['temperature', 'vector', []],
];

/** One rate a step, so that a rate kept from the step before would show. */
const rates = [0.1, 0.1, 0.03, 0.5, 0.001, 0.2];

function drawValues(generator: Generator, length: number): Float32Array {
  return Float32Array.from({ length }, () => generator.normal());
}

function parametersOf(generator: Generator) {
  return shapes.map(([name, layout, shape]) => {
    const parameter = new Parameter({ shape, layout, initialise: constant(0) });
    parameter.assign(drawValues(generator, parameter.size));
    return [name, parameter] as const;
  });
}

/** The equations of the class, in float64, one weight at a time. */
function referenceStep(
  weights: Float64Array,
  velocity: Float64Array,
  gradient: Float32Array,
  rate: number,
  { momentum, nesterov, weightDecay }: SgdOptions,
): void {
  for (let i = 0; i < weights.length; i += 1) {
    const g = (gradient[i] as number) + weightDecay * (weights[i] as number);
    const v = momentum * (velocity[i] as number) + g;
    velocity[i] = v;
    weights[i] = (weights[i] as number) - rate * (nesterov ? g + momentum * v : v);
  }
}

async function trainBoth(options: SgdOptions, reference: SgdOptions = options) {
  const generator = Generator.named(11, 'sgd');
  const parameters = parametersOf(generator);
  const sgd = new Sgd(parameters, options);
  const expected = await Promise.all(
    parameters.map(async ([, parameter]) => ({
      weights: Float64Array.from(await parameter.values()),
      velocity: new Float64Array(parameter.size),
    })),
  );
  for (const rate of rates) {
    const gradients = parameters.map(([, { size }]) => drawValues(generator, size));
    const tensors = gradients.map((values, index) => tensor(values, [...(shapes[index]?.[2] ?? [])]));
    sgd.step(tensors, rate);
    dispose(tensors);
    expected.forEach(({ weights, velocity }, index) => {
      referenceStep(weights, velocity, gradients[index] as Float32Array, rate, reference);
    });
  }
  const found = await Promise.all(parameters.map(([, parameter]) => parameter.values()));
  const velocities = await Promise.all([...sgd.namedParameters()].map(([, velocity]) => velocity.values()));
  sgd.dispose();
  for (const [, parameter] of parameters) parameter.dispose();
  return { found, velocities, expected };
}

const papers2020: SgdOptions = { momentum: 0.9, nesterov: false, weightDecay: 1e-4 };

describe('Sgd', () => {
  // Six float32 steps round a weight six times, by at most 6e-8 of its size each, and its velocity as often.
  const tolerance = 1e-6;

  it.each<[string, SgdOptions]>([
    ['momentum and weight decay (2020)', papers2020],
    ['Nesterov’s momentum and weight decay (2018)', { ...papers2020, nesterov: true }],
    ['a weight decay that dominates', { momentum: 0.5, nesterov: true, weightDecay: 0.7 }],
    ['neither: plain gradient descent', { momentum: 0, nesterov: false, weightDecay: 0 }],
  ])('%s: follows its equations in float64 while the rate changes', async (_what, options) => {
    const { found, velocities, expected } = await trainBoth(options);
    expected.forEach(({ weights, velocity }, index) => {
      expect(found[index]).toBeRelativelyClose(weights, tolerance);
      expect(velocities[index]).toBeRelativelyClose(velocity, tolerance);
    });
  });

  it.each<[string, SgdOptions, SgdOptions]>([
    ['Nesterov’s momentum', { ...papers2020, nesterov: true }, papers2020],
    ['weight decay', { ...papers2020, weightDecay: 0 }, papers2020],
    ['momentum', { ...papers2020, momentum: 0.89 }, papers2020],
  ])('%s makes a difference that the tolerance shows', async (_what, options, reference) => {
    const { found, expected } = await trainBoth(options, reference);
    expect(found[0]).not.toBeRelativelyClose(expected[0]?.weights ?? [], 10 * tolerance);
  });

  it('has the gradient itself as its first velocity, under the parameter’s name', async () => {
    const parameters = parametersOf(Generator.named(12, 'first'));
    const sgd = new Sgd(parameters, { ...papers2020, weightDecay: 0 });
    const gradients = shapes.map(([, , shape], index) =>
      tensor(drawValues(Generator.named(index, 'g'), parameters[index]?.[1].size ?? 0), [...shape]),
    );
    sgd.step(gradients, 0.1);
    const slots = [...sgd.namedParameters()];
    expect(slots.map(([name]) => name)).toEqual(shapes.map(([name]) => `momentum/${name}`));
    for (const [index, [, velocity]] of slots.entries()) {
      expect(velocity.trainable).toBe(false);
      expect([...(await velocity.values())]).toEqual([...(gradients[index]?.dataSync() ?? [])]);
    }
  });

  it('holds one tensor a parameter, a step leaves none, and dispose frees them', async () => {
    const parameters = parametersOf(Generator.named(13, 'count'));
    await expectTensorCount(async () => {
      const sgd = await expectTensorCount(() => new Sgd(parameters, papers2020), parameters.length);
      const gradients = shapes.map(([, , shape]) =>
        tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), [...shape]),
      );
      await expectTensorCount(() => sgd.step(gradients, 0.1));
      expect(gradients.every(({ isDisposed }) => !isDisposed)).toBe(true);
      dispose(gradients);
      sgd.dispose();
    });
  });
});
