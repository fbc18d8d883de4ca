import { describe, expect, it } from 'vitest';
import { Generator } from './generator.ts';

const draw = (generator: Generator, count: number) => Array.from({ length: count }, () => generator.uniform());

describe('Generator', () => {
  it('repeats for the same seed and name, and differs for another of either', () => {
    const numbers = draw(Generator.named(1, 'crops'), 8);
    expect(draw(Generator.named(1, 'crops'), 8)).toEqual(numbers);
    expect(draw(Generator.named(2, 'crops'), 8)).not.toEqual(numbers);
    expect(draw(Generator.named(1, 'coin'), 8)).not.toEqual(numbers);
  });

  it('gives these numbers, on every platform', () => {
    expect(draw(Generator.named(0, ''), 3)).toMatchInlineSnapshot(`
      [
        0.6934842027788387,
        0.5878432590878611,
        0.3409836476830759,
      ]
    `);
  });

  it('goes on from its state', () => {
    const generator = Generator.named(3, 'order');
    draw(generator, 5);
    const copy = Generator.fromState(generator.state);
    expect(draw(copy, 5)).toEqual(draw(generator, 5));
  });

  // 100,000 draws: the standard error of the mean is 0.0009 (uniform) and 0.0032 (normal); limits are five of them.
  it('is uniform in [0, 1) and standard normal', () => {
    const generator = Generator.named(4, 'moments');
    const uniform = draw(generator, 100_000);
    expect(Math.min(...uniform.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform.slice(0, 50_000))).toBeLessThan(1);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(0.005);
    const normal = Array.from({ length: 100_000 }, () => generator.normal());
    expect(Math.abs(mean(normal))).toBeLessThan(0.016);
    expect(Math.abs(mean(normal.map((value) => value ** 2)) - 1)).toBeLessThan(0.025);
  });

  it('permutes', () => {
    const order = Generator.named(5, 'order').permutation(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
    expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
  });

  it('refuses what it cannot use, and quotes it', () => {
    expect(() => Generator.named(0.5, 'x')).toThrow('got 0.5');
    expect(() => Generator.named(0, 'x').integer(0)).toThrow('got 0');
    expect(() => Generator.fromState([0, 0, 0, 0])).toThrow('[0, 0, 0, 0]');
    expect(() => Generator.fromState([1, 2])).toThrow('[1, 2]');
  });
});
