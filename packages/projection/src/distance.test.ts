import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { distance } from './distance.ts';
import { automaticSigma, type Operator, outputSize, reachedPhases } from './operator.ts';
import { sample } from './sample.ts';
import { singularValues } from './singular-values.ts';
import { gaussianKernel, operatorOf } from './testing/gaussian-kernel.ts';

const operators: readonly Operator[] = [
  { kind: 'linear', rows: 3, columns: 5 },
  { kind: 'linear', rows: 1, columns: 1 },
  operatorOf(3, 5, 1, 4, 2),
  operatorOf(2, 3, 3, 6),
  operatorOf(3, 2, 3, 6, 2),
];

const named = operators.map((operator) => [JSON.stringify(operator), operator] as const);

describe('distance', () => {
  it.each(named)('is that of the singular values to σ, and none for a member: %s', (_name, operator) => {
    const kernel = gaussianKernel(operator);
    const sigma = automaticSigma(operator);
    const [positions, rank] =
      operator.kind === 'linear'
        ? [1, Math.min(operator.rows, operator.columns)]
        : [
            outputSize(operator)[0] * outputSize(operator)[1],
            Math.min(operator.outChannels, operator.inChannels * reachedPhases(operator)),
          ];
    // The rest are zeros of inputs that a stride skips, whatever the kernel.
    const values = (singularValues(kernel, operator).singularValues as Float64Array).slice(0, positions * rank);
    const squares = values.reduce((sum, value) => sum + (value - sigma) ** 2, 0);
    const found = distance(operator, kernel);
    expect(found).toBeCloseTo(Math.sqrt(squares / positions), 10);
    expect(found).toBeGreaterThan(0.1);
    expect(distance(operator, sample(operator, Generator.named(1, 'member')))).toBeLessThan(1e-12);
  });

  it.each(named)('grows with the scale, from 1e-300 to 1e300: %s', (_name, operator) => {
    const kernel = gaussianKernel(operator);
    const found = distance(operator, kernel, { sigma: 1 });
    for (const scale of [1e-300, 1e-150, 1e-80, 1e80, 1e150, 1e300]) {
      const scaled = distance(
        operator,
        kernel.map((value) => value * scale),
        { sigma: scale },
      );
      expect(scaled / scale, `${scale}`).toBeCloseTo(found, 10);
    }
  });
});
