import { prepareBackend } from '@procrustes/backends';
import { createMatrix, polarFactor as exactPolarFactor } from '@procrustes/projection';
import { expectTensorCount } from '@procrustes/testing';
import { type Tensor2D, tensor2d, tidy, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { polarFactor } from './polar-factor.ts';
import { conditionedWeight } from './testing/conditioned-weight.ts';
import { countReadBacks } from './testing/count-read-backs.ts';

const shapes = [
  [1, 1],
  [5, 5],
  [9, 4],
  [4, 9],
  [1, 6],
  [6, 1],
  [64, 32],
  [33, 64],
] as const;

/** The factor and its residual, read. */
function run(values: Float32Array, rows: number, columns: number, options?: { lower: number }) {
  return tidy(() => {
    const { factor, residual } = polarFactor(tensor2d(values, [rows, columns]), options);
    return { factor: factor.dataSync(), shape: factor.shape, residual: residual.dataSync()[0] as number };
  });
}

describe.each(['wasm', 'cpu'])('polarFactor on %s', (backend) => {
  beforeAll(async () => {
    await prepareBackend(backend);
  });

  for (const [rows, columns] of shapes) {
    for (const condition of [1, 10, 100, 1000, 5000]) {
      // Float32 leaves some ε = 6e-8 times √n of the entries, and moves the factor by ε·κ as it moves A; seen: 7e-7 and 5e-9·κ.
      it(`is that of float64 within 2e-6 + 1e-8·κ, ${rows}×${columns}, κ = ${condition}`, () => {
        const values = conditionedWeight(rows, columns, condition);
        const { factor, shape, residual } = run(values, rows, columns);
        const expected = exactPolarFactor(createMatrix(rows, columns, values)).factor.data;
        expect(shape).toEqual([rows, columns]);
        expect(factor).toBeAllClose(expected, 2e-6 + 1e-8 * condition);
        expect(residual).toBeLessThan(1e-5);
      });
    }
  }

  it('takes fewer steps to the same where the matrix is near orthogonal already', () => {
    const values = conditionedWeight(32, 16, 1.2);
    expect(run(values, 32, 16, { lower: 0.25 }).factor).toBeAllClose(run(values, 32, 16).factor, 2e-6);
  });

  it('tells by the residual that it has not arrived: a condition number above 1/lower', () => {
    const values = conditionedWeight(12, 8, 1e3);
    const expected = exactPolarFactor(createMatrix(12, 8, values)).factor.data;
    const far = run(values, 12, 8, { lower: 0.25 });
    expect(far.residual).toBeGreaterThan(0.5);
    expect(far.factor).not.toBeAllClose(expected, 0.01);
    expect(run(values, 12, 8, { lower: 1e-4 }).residual).toBeLessThan(1e-5);
    expect(run(conditionedWeight(12, 8, 1e6), 12, 8).residual).toBeGreaterThan(0.5);
  });

  it('does not depend on the scale, from 1e-30 to 1e30', () => {
    const values = conditionedWeight(6, 4, 10);
    const { factor } = run(values, 6, 4);
    for (const size of [1e-30, 1e-20, 1e20, 1e30]) {
      const scaled = values.map((value) => value * size);
      expect(run(scaled, 6, 4).factor).toBeAllClose(factor, 2e-6);
    }
  });

  it('gives zeros for zeros, and says so; NaN stays NaN', () => {
    const { factor, residual } = run(new Float32Array(12), 4, 3);
    expect([...factor]).toEqual(new Array(12).fill(0));
    expect(residual).toBeCloseTo(Math.sqrt(3), 6);
    expect(run(Float32Array.from([1, Number.NaN, 0, 1]), 2, 2).residual).toBeNaN();
  });

  it('makes two tensors, reads nothing back, and leaves its input as it was', async () => {
    const values = conditionedWeight(7, 5, 10);
    const matrix = tensor2d(values, [7, 5]);
    const { factor, residual } = await expectTensorCount(() => {
      const { result, readBacks } = countReadBacks(() => polarFactor(matrix));
      expect(readBacks).toBe(0);
      return result;
    }, 2);
    expect(matrix.dataSync()).toEqual(values);
    // The spy does see a read-back where there is one.
    expect(countReadBacks(() => factor.dataSync()).readBacks).toBe(1);
    for (const tensor of [matrix, factor, residual]) tensor.dispose();
  });

  it('refuses a lower end outside (0, 1), quotes it, and leaves no tensor', async () => {
    const matrix: Tensor2D = zeros([2, 2]);
    await expectTensorCount(() => {
      for (const lower of [0, 1, -1, Number.NaN]) expect(() => polarFactor(matrix, { lower })).toThrow(`got ${lower}`);
    });
    matrix.dispose();
  });
});
