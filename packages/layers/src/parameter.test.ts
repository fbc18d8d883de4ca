import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { describe, expect, it } from 'vitest';
import { constant, uniform } from './initialisers.ts';
import { Parameter } from './parameter.ts';

useCpuBackend();

const parameter = () => new Parameter({ shape: [2, 3], layout: 'out-in', initialise: uniform(1) });

describe('Parameter', () => {
  it('takes no memory until it has values, and none after dispose', async () => {
    const weight = await expectTensorCount(parameter);
    expect(weight.size).toBe(6);
    await expectTensorCount(() => weight.initialise(Generator.named(1, 'weight')), 1);
    await expectTensorCount(() => weight.assign(new Float32Array(6)));
    await expectTensorCount(() => weight.dispose(), -1);
    await expectTensorCount(() => weight.dispose());
  });

  it('keeps one variable while values come and go, so that gradients and slots stay its own', async () => {
    const weight = parameter();
    weight.initialise(Generator.named(1, 'weight'));
    const { variable } = weight;
    weight.assign(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(weight.variable).toBe(variable);
    expect(await weight.values()).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    weight.dispose();
  });

  it('copies on the way in and on the way out', async () => {
    const weight = parameter();
    const given = Float32Array.of(1, 2, 3, 4, 5, 6);
    weight.assign(given);
    given.fill(0);
    const taken = await weight.values();
    taken.fill(9);
    expect(await weight.values()).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    weight.dispose();
  });

  it('says what to do where there are no values yet', () => {
    expect(() => parameter().variable).toThrow('shape [2,3] has no values yet; call initialise(generator)');
  });

  it('refuses another number of values, and changes nothing', async () => {
    const weight = parameter();
    weight.assign(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(() => weight.assign(new Float32Array(5))).toThrow('shape [2,3] takes 6 values, got 5');
    expect(await weight.values()).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    weight.dispose();
  });

  it('hands trainable on to the variable', () => {
    const statistic = new Parameter({ shape: [1], layout: 'vector', initialise: constant(0), trainable: false });
    statistic.initialise(Generator.named(1, 'statistic'));
    expect(statistic.variable.trainable).toBe(false);
    statistic.dispose();
  });
});
