import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { matrixSingularValues } from './matrix-singular-values.ts';
import type { ConvolutionOperator, Size } from './operator.ts';
import { sample } from './sample.ts';
import { singularValues } from './singular-values.ts';
import { denseOperator } from './testing/dense-operator.ts';
import { gaussianKernel, operatorOf } from './testing/gaussian-kernel.ts';

const channels = [
  [1, 1],
  [2, 3],
  [3, 2],
  [1, 4],
] as const;
const kernels: readonly Size[] = [
  [1, 1],
  [2, 2],
  [3, 3],
  [1, 3],
  [4, 4],
  [5, 5],
  [3, 2],
];
const grids: readonly Size[] = [
  [6, 6],
  [6, 12],
  [7, 5],
];

function* operators(): Iterable<ConvolutionOperator> {
  for (const padding of ['circular', 'zero'] as const) {
    for (const stride of [1, 2, 3]) {
      for (const kernelSize of kernels) {
        if (padding === 'zero' && kernelSize.some((side) => side % 2 === 0)) continue;
        for (const inputSize of grids) {
          if (padding === 'circular' && inputSize.some((side) => side % stride !== 0)) continue;
          for (const [inChannels, outChannels] of channels) {
            yield { kind: 'convolution', inChannels, outChannels, kernelSize, inputSize, stride, padding };
          }
        }
      }
    }
  }
}

describe('singularValues', () => {
  it.each([1e-300, 1e-150, 1e150, 1e300])('grow with the scale of the kernel: %d', (scale) => {
    for (const padding of ['circular', 'zero'] as const) {
      const operator = { ...operatorOf(2, 3, 3, 6), padding };
      const kernel = gaussianKernel(operator);
      const found = singularValues(
        kernel.map((value) => value * scale),
        operator,
      );
      const expected = singularValues(kernel, operator);
      expect(found.singularValues?.map((value) => value / scale)).toBeAllClose(expected.singularValues ?? [], 1e-12);
      expect(found.extremes.max / scale).toBeCloseTo(expected.extremes.max, 10);
      expect(found.extremes.min / scale).toBeCloseTo(expected.extremes.min, 10);
    }
  });

  // 1e-12 is some hundred times the rounding error of the dense decomposition (n ≤ 216).
  it('are those of the dense matrix, for every kernel size, grid, stride and padding', () => {
    let compared = 0;
    for (const operator of operators()) {
      const kernel = gaussianKernel(operator);
      const expected = matrixSingularValues(denseOperator(kernel, operator));
      const { singularValues: values, extremes } = singularValues(kernel, operator);
      const largest = expected[0] as number;
      expect(values, JSON.stringify(operator)).toBeAllClose(expected, 1e-12 * largest);
      expect(extremes.max).toBe(values?.[0]);
      expect(Math.abs(extremes.min - (expected.at(-1) as number))).toBeLessThan(1e-12 * largest);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(150);
  });

  it('notice a kernel that is 0.01 % off', () => {
    const operator = operatorOf(2, 3, 3, 6);
    const kernel = gaussianKernel(operator);
    const expected = matrixSingularValues(denseOperator(kernel, operator));
    kernel[7] = (kernel[7] as number) * 1.0001;
    expect(singularValues(kernel, operator).singularValues).not.toBeAllClose(expected, 1e-6);
  });

  it('are |2e^{−iω} + 7 − e^{iω}| for [2, 7, −1] on 20 points', () => {
    const operator: ConvolutionOperator = { ...operatorOf(1, 1, 3, 20), kernelSize: [1, 3], inputSize: [1, 20] };
    const expected = Float64Array.from({ length: 20 }, (_, k) => {
      const angle = (2 * Math.PI * k) / 20;
      return Math.hypot(7 + Math.cos(angle), 3 * Math.sin(angle));
    });
    expect(singularValues(Float64Array.from([2, 7, -1]), operator).singularValues).toBeAllClose(
      expected.sort().reverse(),
      1e-13,
    );
  });

  it('are those of known integer kernels', () => {
    const cases: [ConvolutionOperator, number[]][] = [
      [operatorOf(1, 1, 3, 20), [2, 7, -1, 1, 3, -8, 5, -3, 1]],
      [{ ...operatorOf(1, 1, 3, 8), kernelSize: [3, 4] }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
      [operatorOf(2, 3, 2, 5), Array.from({ length: 24 }, (_, i) => ((7 * i) % 11) - 5)],
    ];
    for (const [operator, kernel] of cases) {
      const expected = matrixSingularValues(denseOperator(kernel, operator));
      expect(singularValues(Float64Array.from(kernel), operator).singularValues).toBeAllClose(expected, 1e-11);
    }
    // Frequency zero sees the sum of the taps: 2 + 7 − 1 + 1 + 3 − 8 + 5 − 3 + 1.
    const sums = singularValues(
      Float64Array.from([2, 7, -1, 1, 3, -8, 5, -3, 1]),
      operatorOf(1, 1, 3, 20),
    ).singularValues;
    expect(Math.min(...(sums ?? []).map((value) => Math.abs(value - 7)))).toBeLessThan(1e-12);
  });

  it('of a 1×1 kernel are one matrix’s, whatever the grid, and zeros for what the stride skips', () => {
    const operator = operatorOf(2, 3, 1, 64, 2);
    const kernel = gaussianKernel(operator);
    const once = matrixSingularValues({ rows: 2, columns: 3, data: kernel });
    const values = singularValues(kernel, operator).singularValues as Float64Array;
    expect(values).toHaveLength(3 * 32 * 32);
    expect([values[0], values[32 * 32 - 1], values[32 * 32], values[2 * 32 * 32]]).toEqual([
      once[0],
      once[0],
      once[1],
      0,
    ]);
  });

  it('shows that zero padding is another operator: a circularly orthogonal kernel loses norm there', () => {
    const circular = operatorOf(3, 8, 3, 12);
    const kernel = sample(circular, Generator.named(1, 'sample'), { sigma: 1 });
    expect(singularValues(kernel, circular).extremes.min).toBeCloseTo(1, 12);
    expect(singularValues(kernel, { ...circular, padding: 'zero' }).extremes.min).toBeLessThan(0.7);
    // A shift pushes a row and a column over the edge: those inputs are lost.
    const shift = Float64Array.from([1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(singularValues(shift, operatorOf(1, 1, 3, 12)).extremes.min).toBeCloseTo(1, 12);
    expect(singularValues(shift, { ...operatorOf(1, 1, 3, 12), padding: 'zero' }).extremes.min).toBeCloseTo(0, 12);
  });

  it('of a fully connected layer are its weight’s', () => {
    const operator = { kind: 'linear', rows: 4, columns: 7 } as const;
    const weight = gaussianKernel(operator);
    expect(singularValues(weight, operator).singularValues).toEqual(
      matrixSingularValues({ ...operator, data: weight }),
    );
  });

  it('above 4,096 under zero padding are told by their extremes, with an error', () => {
    const operator: ConvolutionOperator = { ...operatorOf(1, 1, 3, 66), padding: 'zero' };
    // Separable: the singular values are the products of those of two symmetric tridiagonal Toeplitz matrices, 4 + 2cos(kπ/67).
    const kernel = Float64Array.from([1, 4, 1].flatMap((a) => [1, 4, 1].map((b) => a * b)));
    const { singularValues: values, extremes } = singularValues(kernel, operator);
    expect(values).toBeNull();
    const [most, least] = [4 + 2 * Math.cos(Math.PI / 67), 4 - 2 * Math.cos(Math.PI / 67)];
    expect(Math.abs(extremes.max - most ** 2)).toBeLessThanOrEqual(extremes.error + 1e-10);
    expect(Math.abs(extremes.min - least ** 2)).toBeLessThanOrEqual(extremes.error + 1e-10);
    expect(extremes.error).toBeLessThan(1e-3);
  });

  it('refuses what it cannot decompose, and quotes it', () => {
    const operator = operatorOf(2, 3, 3, 6);
    const kernel = gaussianKernel(operator);
    expect(() => singularValues(kernel.subarray(1), operator)).toThrow('54 values, got 53');
    expect(() => singularValues(kernel, { ...operator, stride: 4 })).toThrow('stride 4 does not divide');
    expect(() => singularValues(kernel, { ...operator, kernelSize: [3, 3], inputSize: [6, 2] })).toThrow(
      'larger than the 6×2 grid',
    );
    expect(() => singularValues(new Float64Array(24), { ...operator, kernelSize: [2, 2], padding: 'zero' })).toThrow(
      'even kernel',
    );
  });
});
