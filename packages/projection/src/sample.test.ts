import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { blockOrthogonalKernel, randomBlockOrthogonalParameters } from './block-orthogonal-kernel.ts';
import { distance } from './distance.ts';
import { automaticSigma, type ConvolutionOperator, type Operator } from './operator.ts';
import { projectConvolution } from './project-convolution.ts';
import { sample } from './sample.ts';
import { singularValues } from './singular-values.ts';
import { gaussianKernel, operatorOf } from './testing/gaussian-kernel.ts';

const operators: readonly Operator[] = [
  { kind: 'linear', rows: 4, columns: 9 },
  { kind: 'linear', rows: 9, columns: 4 },
  operatorOf(3, 7, 1, 6, 2),
  operatorOf(4, 4, 3, 6),
  operatorOf(3, 8, 3, 6),
  operatorOf(8, 3, 3, 6),
  operatorOf(1, 1, 3, 3),
  operatorOf(4, 4, 3, 6, 2),
  operatorOf(2, 12, 3, 6, 2),
  operatorOf(12, 2, 5, 6, 2),
  operatorOf(3, 7, 2, 6, 3),
  { ...operatorOf(4, 2, 4, 6, 3), inputSize: [6, 9], kernelSize: [4, 2] } satisfies ConvolutionOperator,
];

describe('sample', () => {
  for (const operator of operators) {
    it(`is a member of the constraint set, ${JSON.stringify(operator)}`, () => {
      const values = sample(operator, Generator.named(1, 'sample'));
      const sigma = automaticSigma(operator);
      const all = singularValues(values, operator).singularValues as Float64Array;
      const nonZero = all.filter((value) => value > 1e-9);
      expect(nonZero).toBeAllClose(new Float64Array(nonZero.length).fill(sigma), 1e-12);
      expect(distance(operator, values)).toBeLessThan(1e-12);
      expect(distance(operator, gaussianKernel(operator))).toBeGreaterThan(0.01);
      expect(sample(operator, Generator.named(1, 'sample'))).toEqual(values);
      expect(sample(operator, Generator.named(2, 'sample'))).not.toEqual(values);
    });
  }

  it('takes a σ', () => {
    const operator = operatorOf(4, 4, 3, 6);
    const { max, min } = singularValues(
      sample(operator, Generator.named(1, 'sample'), { sigma: 3 }),
      operator,
    ).extremes;
    expect([max, min]).toBeAllClose([3, 3], 1e-12);
    expect(() => sample(operator, Generator.named(1, 'sample'), { sigma: 0 })).toThrow('got 0');
  });

  it('is a start that alternating projection keeps, where a random square kernel stalls', () => {
    const operator = operatorOf(12, 12, 3, 8);
    const start = sample(operator, Generator.named(1, 'sample'));
    expect(projectConvolution(start, operator, { rounds: 50 }).receipt).toMatchObject({ rounds: 0, converged: true });
    expect(projectConvolution(gaussianKernel(operator), operator, { rounds: 50 }).receipt.converged).toBe(false);
  });
});

describe('blockOrthogonalKernel', () => {
  it('is orthogonal whatever the parameters: a parametrisation without constraint', () => {
    const operator = operatorOf(6, 4, 3, 5);
    const generator = Generator.named(3, 'parameters');
    const parameters = randomBlockOrthogonalParameters([3, 3], 6, generator);
    for (let step = 0; step < 3; step += 1) {
      for (const { data } of [parameters.core, ...parameters.vertical, ...parameters.horizontal]) {
        for (let i = 0; i < data.length; i += 1) data[i] = (data[i] as number) + generator.normal();
      }
      const { max, min } = singularValues(blockOrthogonalKernel(parameters, 6, 4), operator).extremes;
      expect([max, min]).toBeAllClose([1, 1], 1e-12);
    }
  });

  it('uses all its taps', () => {
    const kernel = sample(operatorOf(4, 4, 3, 6), Generator.named(1, 'sample'));
    for (let tap = 0; tap < 9; tap += 1) {
      expect(Math.hypot(...kernel.subarray(16 * tap, 16 * tap + 16))).toBeGreaterThan(0.05);
    }
  });

  it('refuses parameters of other shapes, and quotes them', () => {
    const parameters = randomBlockOrthogonalParameters([3, 3], 6, Generator.named(3, 'parameters'));
    expect(() => blockOrthogonalKernel(parameters, 4, 5)).toThrow('got 6×6');
  });
});
