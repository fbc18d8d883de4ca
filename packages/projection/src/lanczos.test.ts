import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { extremeSingularValues, type LinearMap } from './lanczos.ts';
import { type Matrix, transpose } from './matrix.ts';
import { multiply } from './multiply.ts';
import { gaussianMatrix } from './random-matrix.ts';
import { singularValues } from './singular-values.ts';
import { matrixWithSingularValues } from './testing/conditioned-matrix.ts';
import { gaussianKernel, operatorOf } from './testing/gaussian-kernel.ts';
import { zeroPaddedOperator } from './zero-padded-operator.ts';

function asMap(matrix: Matrix): LinearMap {
  const column = (data: Float64Array): Matrix => ({ rows: data.length, columns: 1, data });
  const transposed = transpose(matrix);
  return {
    rows: matrix.rows,
    columns: matrix.columns,
    apply: (x) => multiply(matrix, column(x)).data,
    applyTransposed: (y) => multiply(transposed, column(y)).data,
  };
}

describe('extremeSingularValues', () => {
  it('are those of a matrix, to rounding once the whole space is spanned', () => {
    const matrix = matrixWithSingularValues(
      30,
      20,
      Array.from({ length: 20 }, (_, i) => 20 - i),
    );
    const { max, min, error } = extremeSingularValues(asMap(matrix));
    expect([max, min]).toBeAllClose([20, 1], 1e-11);
    expect(error).toBeLessThan(1e-10);
  });

  it('are within the error that it tells, of Gaussian matrices', () => {
    for (const seed of [1, 2, 3]) {
      const matrix = gaussianMatrix(300, 200, Generator.named(seed, 'lanczos'));
      const exact = singularValues(matrix.data, { kind: 'linear', rows: 300, columns: 200 }).extremes;
      const { max, min, error } = extremeSingularValues(asMap(matrix), 1e-6);
      expect(Math.abs(max - exact.max)).toBeLessThanOrEqual(error);
      expect(Math.abs(min - exact.min)).toBeLessThanOrEqual(error);
      expect(error).toBeLessThan(1e-3 * max);
    }
  });

  it('act as the banded factor does on a zero-padded convolution, tall, wide and strided', () => {
    for (const [inChannels, outChannels, kernel, stride] of [
      [2, 30, 3, 1],
      [30, 2, 3, 1],
      [3, 4, 5, 2],
      [2, 2, 3, 3],
    ] as const) {
      const operator = { ...operatorOf(inChannels, outChannels, kernel, 8, stride), padding: 'zero' as const };
      const values = gaussianKernel(operator);
      const exact = singularValues(values, operator).extremes;
      const { max, min } = extremeSingularValues(zeroPaddedOperator(values, operator));
      expect([max, min]).toBeAllClose([exact.max, exact.min], 1e-8 * exact.max);
    }
  });

  it('of the zero map are zero', () => {
    expect(extremeSingularValues(asMap({ rows: 3, columns: 2, data: new Float64Array(6) }))).toMatchObject({
      max: 0,
      min: 0,
    });
  });
});
