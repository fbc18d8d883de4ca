import { describe, expect, it } from 'vitest';
import { numericalGradient } from './numerical-gradient.ts';

describe('numericalGradient', () => {
  it('differentiates, and leaves x as it was', () => {
    const x = Float64Array.of(0.5, -2, 3);
    const gradient = numericalGradient(() => x.reduce((sum, value) => sum + Math.exp(value) * value, 0), x);
    expect(gradient).toBeAllClose(
      [...x].map((value) => Math.exp(value) * (1 + value)),
      1e-7,
    );
    expect([...x]).toEqual([0.5, -2, 3]);
  });
});
