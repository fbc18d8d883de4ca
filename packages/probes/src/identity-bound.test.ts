import { describe, expect, it } from 'vitest';
import { identityBound } from './identity-bound.ts';

describe('identityBound', () => {
  it('is 2π/L for a rotation, whose γ is 0', () => {
    const { constant, deviation, low, high } = identityBound({ blocks: 54 });
    expect(constant).toBeCloseTo(2 * Math.PI, 12);
    expect(deviation).toBeCloseTo((2 * Math.PI) / 54, 12);
    expect(high - 1).toBeCloseTo(1 - low, 12);
  });

  it('has c = 2(√π + √(3γ))², by hand for γ = π/3, where both roots are equal', () => {
    // √(3 · π/3) = √π, so c = 2 (2√π)² = 8π.
    expect(identityBound({ blocks: 10, gamma: Math.PI / 3 }).constant).toBeCloseTo(8 * Math.PI, 12);
    // Negative control: the square of the sum is not the sum of the squares.
    expect(identityBound({ blocks: 10, gamma: Math.PI / 3 }).constant).not.toBeCloseTo(4 * Math.PI, 3);
  });

  it('holds for W_l = log(R)/L of a scaling, at every depth at which it applies', () => {
    // R = e^γ I is reached by L equal blocks 1 + w = e^(γ/L), which no bound on ‖W_l‖ may forbid.
    for (const gamma of [0.1, 1, 3]) {
      for (const blocks of [3, 9, 54, 333]) {
        const bound = identityBound({ blocks, gamma });
        if (bound.applies) expect(Math.exp(gamma / blocks) - 1).toBeLessThan(bound.deviation);
      }
    }
    expect(identityBound({ blocks: 8, gamma: 3 }).applies).toBe(false);
    expect(identityBound({ blocks: 9, gamma: 3 }).applies).toBe(true);
  });

  it('refuses what is no number of blocks or no γ', () => {
    for (const blocks of [0, -1, 1.5, Number.NaN]) expect(() => identityBound({ blocks })).toThrow(`got ${blocks}`);
    for (const gamma of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => identityBound({ blocks: 3, gamma })).toThrow(`got ${gamma}`);
    }
  });
});
