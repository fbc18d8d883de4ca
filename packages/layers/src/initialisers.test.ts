import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { constant, normal, uniform } from './initialisers.ts';

const count = 100_000;

function draw(initialise: ReturnType<typeof normal>): Float32Array {
  const values = new Float32Array(count);
  initialise(values, Generator.named(1, 'initialisers'));
  return values;
}

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / count;
const deviation = (values: Float32Array) => Math.sqrt(mean(values.map((value) => value ** 2)));

describe('initialisers', () => {
  // Of 100,000 draws the mean's standard error is σ/316, that of the deviation σ/447 (normal); limits are five of them.
  it('normal has mean 0 and the given deviation', () => {
    const values = draw(normal(0.2));
    expect(Math.abs(mean(values))).toBeLessThan((5 * 0.2) / 316);
    expect(Math.abs(deviation(values) - 0.2)).toBeLessThan((5 * 0.2) / 447);
  });

  it('uniform fills ±bound', () => {
    const values = draw(uniform(0.5));
    expect(Math.max(...values.map(Math.abs).subarray(0, 50_000))).toBeLessThanOrEqual(0.5);
    expect(Math.abs(mean(values))).toBeLessThan((5 * 0.5) / Math.sqrt(3) / 316);
    expect(deviation(values)).toBeCloseTo(0.5 / Math.sqrt(3), 2);
  });

  it('constant is the same everywhere', () => {
    expect(new Set(draw(constant(3)))).toEqual(new Set([3]));
  });
});
