import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { distance } from './distance.ts';
import type { Operator } from './operator.ts';
import { sample } from './sample.ts';
import { tangent } from './tangent.ts';
import { gaussianKernel, operatorOf } from './testing/gaussian-kernel.ts';

/** How far from the set a small step along a direction leads, per unit of step. */
function departure(operator: Operator, point: Float64Array, direction: Float64Array, step: number): number {
  return (
    distance(
      operator,
      point.map((value, i) => value + step * (direction[i] as number)),
    ) / step
  );
}

describe('tangent', () => {
  for (const operator of [
    { kind: 'linear', rows: 4, columns: 9 },
    { kind: 'linear', rows: 9, columns: 4 },
    operatorOf(3, 7, 1, 6, 2),
    operatorOf(5, 2, 1, 4),
    operatorOf(3, 7, 2, 6, 3),
    operatorOf(1, 1, 3, 3),
  ] satisfies Operator[]) {
    it(`leaves the set only to second order, ${JSON.stringify(operator)}`, () => {
      const point = sample(operator, Generator.named(1, 'point'));
      const momentum = gaussianKernel(operator, 2);
      const direction = tangent(operator, point, momentum);
      expect(departure(operator, point, momentum, 1e-4)).toBeGreaterThan(0.1);
      const [near, far] = [1e-4, 1e-3].map((step) => departure(operator, point, direction, step)) as [number, number];
      expect(near).toBeLessThan(0.01);
      expect(far / near).toBeCloseTo(10, 0);
      expect(tangent(operator, point, direction)).toBeAllClose(direction, 1e-12);
    });
  }

  it('leaves the set more slowly for a cropped kernel, which it meets only in part', () => {
    for (const operator of [operatorOf(4, 4, 3, 8), operatorOf(2, 12, 3, 6, 2), operatorOf(3, 2, 3, 3)]) {
      const point = sample(operator, Generator.named(1, 'point'));
      const momentum = gaussianKernel(operator, 2);
      const before = departure(operator, point, momentum, 1e-3);
      expect(departure(operator, point, tangent(operator, point, momentum), 1e-3)).toBeLessThan(0.7 * before);
    }
  });

  it('keeps the kind of array and its inputs', () => {
    const operator = operatorOf(2, 3, 3, 4);
    const point = Float32Array.from(sample(operator, Generator.named(1, 'point')));
    const momentum = Float32Array.from(gaussianKernel(operator, 2));
    const kept = [point.slice(), momentum.slice()];
    expect(tangent(operator, point, momentum)).toBeInstanceOf(Float32Array);
    expect([point, momentum]).toEqual(kept);
    expect(() => tangent(operator, point, momentum.subarray(1))).toThrow('54 values, got 53');
  });
});
