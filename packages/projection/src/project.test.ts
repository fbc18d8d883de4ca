import { Generator } from '@procrustes/random';
import { describe, expect, it } from 'vitest';
import { createMatrix } from './matrix.ts';
import { matrixSingularValues } from './matrix-singular-values.ts';
import type { ConvolutionOperator, Operator } from './operator.ts';
import { project } from './project.ts';
import { gaussianMatrix } from './random-matrix.ts';
import { matrixWithCondition, matrixWithSingularValues } from './testing/conditioned-matrix.ts';
import { whiten } from './whiten.ts';

const pointwise = (inChannels: number, outChannels: number, stride: number): ConvolutionOperator => ({
  kind: 'convolution',
  inChannels,
  outChannels,
  kernelSize: [1, 1],
  inputSize: [8, 8],
  stride,
  padding: 'zero',
});

describe('project', () => {
  for (const [inChannels, outChannels, stride] of [
    [4, 8, 1],
    [4, 8, 2],
    [8, 4, 2],
    [5, 5, 3],
    [1, 1, 2],
  ] as const) {
    it(`sets every singular value of a 1×1 convolution to √(output dimension / rank), ${inChannels}→${outChannels}, stride ${stride}`, () => {
      const kernel = gaussianMatrix(inChannels, outChannels, Generator.named(1, 'kernel')).data;
      const { values, receipt } = project(pointwise(inChannels, outChannels, stride), kernel);
      const sigma = Math.sqrt(Math.max(1, outChannels / inChannels));
      for (const value of matrixSingularValues(createMatrix(inChannels, outChannels, values))) {
        expect(value).toBeCloseTo(sigma, 12);
      }
      const before = matrixSingularValues(createMatrix(inChannels, outChannels, kernel));
      expect(receipt).toMatchObject({ mode: 'exact', cropLoss: 0, rounds: 1, converged: true });
      expect([receipt.sigma, receipt.before.max, receipt.before.min]).toBeAllClose(
        [sigma, before[0] as number, before.at(-1) as number],
        1e-12,
      );
      expect(receipt.residual).toBeLessThan(1e-13);
      expect(project(pointwise(inChannels, outChannels, stride), values).values).toBeAllClose(values, 1e-13);
    });
  }

  // The table of fault 3: what ten fixed Newton–Schulz steps leave of the smallest singular value.
  for (const [condition, left] of [
    [10, 0.9996],
    [100, 0.334],
    [1000, 0.0374],
    [1e6, 0.0000424],
  ] as const) {
    for (const operator of [pointwise(64, 64, 1), { kind: 'linear', rows: 64, columns: 64 }] satisfies Operator[]) {
      it(`reaches σ at condition number ${condition}, where the reference leaves ${left} of it, ${operator.kind}`, () => {
        const { data } = matrixWithCondition(64, 64, condition);
        const exact = project(operator, data).values;
        const smallest = matrixSingularValues(createMatrix(64, 64, exact)).at(-1) as number;
        expect(Math.abs(smallest - 1)).toBeLessThan(1e-12);
        const { receipt } = project(operator, data, { mode: 'reference' });
        expect(receipt).toMatchObject({ mode: 'reference', method: 'releases-recipe', converged: false });
        expect(receipt.after.min / left).toBeCloseTo(1, 2);
      });
    }
  }

  it('reaches σ where a singular value is zero, where the reference cannot', () => {
    const { data } = matrixWithSingularValues(6, 6, [1, 1, 0.5, 0.5, 0.1, 0]);
    for (const operator of [pointwise(6, 6, 1), { kind: 'linear', rows: 6, columns: 6 }] satisfies Operator[]) {
      const { values } = project(operator, data);
      expect(matrixSingularValues(createMatrix(6, 6, values))).toBeAllClose([1, 1, 1, 1, 1, 1], 1e-12);
      expect(project(operator, data, { mode: 'reference' }).receipt.after.min).toBeLessThan(1e-6);
    }
  });

  it('clips what is above σ and leaves the rest', () => {
    const { data } = matrixWithSingularValues(6, 4, [4, 3, 2, 1]);
    const { values, receipt } = project(pointwise(6, 4, 1), data, { clip: true, sigma: 2.5 });
    expect(matrixSingularValues(createMatrix(6, 4, values))).toBeAllClose([2.5, 2.5, 2, 1], 1e-12);
    expect(receipt).toMatchObject({ method: 'clip', converged: true });
    expect(project(pointwise(6, 4, 1), data, { clip: true, sigma: 4.001 }).values).toEqual(data);
  });

  it('keeps the kind of array, and its input', () => {
    const kernel = Float32Array.from(gaussianMatrix(3, 5, Generator.named(2, 'kernel')).data);
    const kept = kernel.slice();
    const { values } = project(pointwise(3, 5, 1), kernel);
    expect(values).toBeInstanceOf(Float32Array);
    expect(kernel).toEqual(kept);
    expect(project({ kind: 'linear', rows: 3, columns: 5 }, kernel).values).toBeInstanceOf(Float32Array);
  });

  it('refuses what it cannot project, and quotes it', () => {
    const kernel = new Float32Array(12);
    expect(() => project(pointwise(3, 4, 1), kernel, { sigma: 0 })).toThrow('got 0');
    expect(() => project(pointwise(3, 4, 1), kernel, { sigma: -1 })).toThrow('got -1');
    expect(() => project(pointwise(3, 4, 1), kernel, { rounds: 0 })).toThrow('got 0');
    expect(() => project(pointwise(3, 5, 1), kernel)).toThrow('15 values, got 12');
    expect(() => project(pointwise(3, 4, 9), kernel)).toThrow('stride 9 is larger than the 8×8 grid');
    expect(() => project({ ...pointwise(3, 4, 3), padding: 'circular' }, kernel)).toThrow('stride 3 does not divide');
    kernel[7] = Number.NEGATIVE_INFINITY;
    expect(() => project(pointwise(3, 4, 1), kernel)).toThrow('-Infinity at index 7');
    expect(() => project({ kind: 'linear', rows: 0, columns: 2 }, kernel)).toThrow('got 0');
  });
});

describe('whiten', () => {
  it('replaces USVᵀ by UVᵀ', () => {
    const weight = matrixWithSingularValues(10, 64, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0.1]);
    const { weight: whitened, receipt } = whiten(weight);
    expect(whitened).toBeOrthogonal(1e-13);
    expect(weight).not.toBeOrthogonal(1e-1);
    expect(receipt).toMatchObject({ sigma: 1, mode: 'exact', converged: true });
    expect(receipt.before.max).toBeCloseTo(9, 12);
    expect(receipt.before.min).toBeCloseTo(0.1, 12);
    const tall = whiten(matrixWithSingularValues(20, 4, [4, 3, 2, 1]));
    expect(tall.weight).toBeOrthogonal(1e-13);
  });
});
