import { describe, expect, it } from 'vitest';
import { powerLaw } from './power-law.ts';

describe('powerLaw', () => {
  it('finds the exponent and the factor of a power', () => {
    const x = [1, 2, 5, 10];
    const { exponent, factor } = powerLaw(
      x,
      x.map((value) => 3 * value ** -0.5),
    );
    expect(exponent).toBeCloseTo(-0.5, 12);
    expect(factor).toBeCloseTo(3, 12);
  });

  it('refuses what has no logarithm, and one place alone', () => {
    expect(() => powerLaw([1, 2], [0, 1])).toThrow('positive');
    expect(() => powerLaw([2, 2], [1, 3])).toThrow('two different');
  });
});
