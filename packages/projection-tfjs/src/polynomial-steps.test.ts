import { describe, expect, it } from 'vitest';
import { type OddPolynomial, polynomialSteps } from './polynomial-steps.ts';

const value = ([a, b, c]: OddPolynomial, x: number) => x * (a + x * x * (b + x * x * c));

/** Points of [lower, upper], dense at both ends. */
const points = (lower: number, upper: number) =>
  Array.from({ length: 2001 }, (_, i) => lower + ((upper - lower) * (1 - Math.cos((Math.PI * i) / 2000))) / 2);

describe('polynomialSteps', () => {
  for (const lower of [0.9, 0.5, 0.25, 1e-2, 1e-4, 1e-6]) {
    it(`take all of [${lower}, 1] to 1 in float32, the smallest growing with each and none pressed down`, () => {
      let values = points(lower, 1);
      let [least, most] = [lower, 1];
      for (const step of polynomialSteps(lower)) {
        const before = values;
        values = values.map((x) => value(step, x));
        expect(Math.min(...values.map((x, i) => x / (before[i] as number)))).toBeGreaterThan(0.4);
        const now = [Math.min(...values), Math.max(...values)] as const;
        expect(now[0]).toBeGreaterThan(least);
        expect(now[1] / now[0]).toBeLessThan(most / least);
        [least, most] = now;
      }
      expect(Math.max(1 - least, most - 1)).toBeLessThan(1e-7);
    });
  }

  it('are the best ones: the error has the same size at four points, with alternating signs', () => {
    const errors = points(0.25, 1.01).map((x) => 1 - value(polynomialSteps(0.25)[0] as OddPolynomial, x));
    const extrema = errors.filter(
      (error, i) =>
        i === 0 ||
        i === errors.length - 1 ||
        (error - (errors[i - 1] as number)) * (error - (errors[i + 1] as number)) > 0,
    );
    const [size] = extrema as [number];
    expect(size).toBeGreaterThan(0);
    expect(extrema).toBeAllClose([size, -size, size, -size], 1e-6);
  });

  it('leave what lies below ℓ on its way: one step fewer does not arrive, nor a value far below', () => {
    const run = (steps: readonly OddPolynomial[], x: number) => steps.reduce((y, step) => value(step, y), x);
    const steps = polynomialSteps(1e-2);
    expect(Math.abs(run(steps, 1e-2) - 1)).toBeLessThan(1e-7);
    expect(Math.abs(run(steps.slice(0, -1), 1e-2) - 1)).toBeGreaterThan(1e-7);
    expect(run(steps, 1e-5)).toBeLessThan(0.2);
    expect(run(steps, 1e-5)).toBeGreaterThan(1e-5);
  });

  it('are as few as said', () => {
    expect([0.25, 1e-2, 1e-4].map((lower) => polynomialSteps(lower).length)).toEqual([3, 6, 9]);
  });

  it('refuse an ℓ outside (0, 1), and quote it', () => {
    for (const lower of [0, 1, -0.5, 2, Number.NaN]) expect(() => polynomialSteps(lower)).toThrow(`got ${lower}`);
  });
});
