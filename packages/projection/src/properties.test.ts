import { Generator } from '@procrustes/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance } from './distance.ts';
import { createMatrix, type Matrix, scale } from './matrix.ts';
import { multiply } from './multiply.ts';
import type { ConvolutionOperator } from './operator.ts';
import { polarFactor } from './polar-factor.ts';
import { project } from './project.ts';
import { orthogonalMatrix } from './random-matrix.ts';
import { singularValues } from './singular-values.ts';
import { matrixWithSingularValues } from './testing/conditioned-matrix.ts';
import { operatorOf } from './testing/gaussian-kernel.ts';

// Seeded, so that a run repeats.
fc.configureGlobal({ seed: 20, numRuns: 60 });

const side = fc.integer({ min: 1, max: 12 });
const seed = fc.integer({ min: 0, max: 1e6 });

/** Condition numbers up to 1e3: the properties hold to 1e-15·κ, and 1e-10 leaves room for n. */
const matrix: fc.Arbitrary<Matrix> = fc
  .tuple(side, side, seed, fc.array(fc.double({ min: -3, max: 0, noNaN: true }), { minLength: 12, maxLength: 12 }))
  .map(([rows, columns, number, exponents]) =>
    matrixWithSingularValues(
      rows,
      columns,
      exponents.slice(0, Math.min(rows, columns)).map((exponent) => 10 ** exponent),
      number,
    ),
  );

const pointwise: fc.Arbitrary<ConvolutionOperator> = fc
  .tuple(side, side, fc.constantFrom(1, 2, 3))
  .map(([inChannels, outChannels, stride]) => operatorOf(inChannels, outChannels, 1, 6, stride));

describe('the polar factor, for any matrix', () => {
  it('is orthogonal; the matrix itself is not', () => {
    fc.assert(fc.property(matrix, (a) => void expect(polarFactor(a).factor).toBeOrthogonal(1e-12)));
    const negative = fc.check(fc.property(matrix, (a) => void expect(a).toBeOrthogonal(1e-3)));
    expect(negative.failed).toBe(true);
  });

  it('of a polar factor is that factor; a stretch is undone', () => {
    fc.assert(
      fc.property(matrix, (a) => {
        const { factor } = polarFactor(a);
        expect(polarFactor(factor).factor.data).toBeAllClose(factor.data, 1e-12);
        expect(polarFactor(scale(factor, 3)).factor.data).toBeAllClose(factor.data, 1e-12);
      }),
    );
    const negative = fc.check(
      fc.property(matrix, (a) => void expect(polarFactor(a).factor.data).toBeAllClose(a.data, 1e-3)),
    );
    expect(negative.failed).toBe(true);
  });

  it('is nearer than 1,000 random orthogonal matrices; another orthogonal matrix is not', () => {
    const away = (a: Matrix, b: Matrix) => Math.hypot(...a.data.map((entry, i) => entry - (b.data[i] as number)));
    const nearest = (factorOf: (a: Matrix, generator: Generator) => Matrix) =>
      fc.property(matrix, seed, (a, number) => {
        const generator = Generator.named(number, 'nearest');
        const distanceToFactor = away(factorOf(a, generator), a);
        for (let trial = 0; trial < 1000; trial += 1) {
          // Two orthogonal 1×1 matrices are one number and its negative, which is as near as the factor itself.
          expect(away(orthogonalMatrix(a.rows, a.columns, generator), a)).toBeGreaterThanOrEqual(
            distanceToFactor - 1e-12,
          );
        }
      });
    fc.assert(
      nearest((a) => polarFactor(a).factor),
      { numRuns: 8 },
    );
    const another = nearest((a, generator) => orthogonalMatrix(a.rows, a.columns, generator));
    expect(fc.check(another, { numRuns: 8 }).failed).toBe(true);
  });

  it('turns with the basis: polar(U·A·V) = U·polar(A)·V for orthogonal U and V, and not for others', () => {
    const turned = (shear: number) =>
      fc.property(matrix, seed, (a, number) => {
        const generator = Generator.named(number, 'basis');
        const left = orthogonalMatrix(a.rows, a.rows, generator);
        const right = orthogonalMatrix(a.columns, a.columns, generator);
        left.data[0] = (left.data[0] as number) + shear;
        const expected = multiply(multiply(left, polarFactor(a).factor), right);
        expect(polarFactor(multiply(multiply(left, a), right)).factor.data).toBeAllClose(expected.data, 1e-10);
      });
    fc.assert(turned(0));
    expect(fc.check(turned(0.1)).failed).toBe(true);
  });
});

describe('the projection of a 1×1 kernel, for any shape and stride', () => {
  const kernelOf = ({ inChannels, outChannels }: ConvolutionOperator, number: number) =>
    Float64Array.from(
      createMatrix(inChannels, outChannels).data,
      (
        (generator) => () =>
          generator.normal()
      )(Generator.named(number, 'kernel')),
    );
  const deviation = (operator: ConvolutionOperator, kernel: Float64Array, sigma: number) => {
    const values = singularValues(kernel, operator).singularValues as Float64Array;
    const rank = (operator.inputSize[0] / operator.stride) ** 2 * Math.min(operator.inChannels, operator.outChannels);
    return Math.max(...values.subarray(0, rank).map((value) => Math.abs(value / sigma - 1)));
  };

  it('reaches σ, is idempotent, and moves the kernel by its distance; the kernel itself is neither', () => {
    fc.assert(
      fc.property(pointwise, seed, (operator, number) => {
        const kernel = kernelOf(operator, number);
        const { values, receipt } = project(operator, kernel);
        expect(deviation(operator, values, receipt.sigma)).toBeLessThan(1e-12);
        expect(project(operator, values).values).toBeAllClose(values, 1e-12);
        const moved = Math.hypot(...kernel.map((value, i) => value - (values[i] as number)));
        expect(moved).toBeCloseTo(distance(operator, kernel), 10);
      }),
    );
    const same = fc.check(
      fc.property(pointwise, seed, (operator, number) => {
        const kernel = kernelOf(operator, number);
        expect(project(operator, kernel).values).toBeAllClose(kernel, 1e-3);
      }),
    );
    expect(same.failed).toBe(true);
    const negative = fc.check(
      fc.property(pointwise, seed, (operator, number) =>
        expect(deviation(operator, kernelOf(operator, number), 1)).toBeLessThan(0.01),
      ),
    );
    expect(negative.failed).toBe(true);
  });
});
