import { prepareBackend } from '@procrustes/backends';
import { createMatrix, matrixSingularValues, project, whiten } from '@procrustes/projection';
import { expectTensorCount } from '@procrustes/testing';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectLinear } from './project-linear.ts';
import { conditionedWeight } from './testing/conditioned-weight.ts';
import { countReadBacks } from './testing/count-read-backs.ts';

describe.each(['wasm', 'cpu'])('projectLinear on %s', (backend) => {
  beforeAll(async () => {
    await prepareBackend(backend);
  });

  for (const [rows, columns] of [
    [10, 64],
    [24, 6],
    [8, 8],
    [1, 1],
  ] as const) {
    // As of the polar factor, 2e-6 of σ + 1e-8·κ.
    it(`is the float64 projection in float32, ${rows}×${columns}`, () => {
      const operator = { kind: 'linear', rows, columns } as const;
      const weight = conditionedWeight(rows, columns, 50);
      const projected = tidy(() => projectLinear(tensor2d(weight, [rows, columns]), operator).values.dataSync());
      const { values, receipt } = project(operator, Float64Array.from(weight));
      expect(projected).toBeAllClose(values, 3e-6 * receipt.sigma);
      const all = matrixSingularValues(createMatrix(rows, columns, projected));
      expect(all).toBeAllClose(new Float64Array(all.length).fill(receipt.sigma), 1e-5 * receipt.sigma);
    });
  }

  it('whitens with σ = 1', () => {
    const weight = conditionedWeight(10, 64, 30);
    const operator = { kind: 'linear', rows: 10, columns: 64 } as const;
    const projected = tidy(() => projectLinear(tensor2d(weight, [10, 64]), operator, { sigma: 1 }).values.dataSync());
    expect(projected).toBeAllClose(whiten(createMatrix(10, 64, weight)).weight.data, 3e-6);
  });

  it('makes two tensors, reads nothing back, and leaves its input as it was', async () => {
    const weight = conditionedWeight(4, 6, 3);
    const tensor = tensor2d(weight, [4, 6]);
    const { values, residual } = await expectTensorCount(() => {
      const { result, readBacks } = countReadBacks(() =>
        projectLinear(tensor, { kind: 'linear', rows: 4, columns: 6 }),
      );
      expect(readBacks).toBe(0);
      return result;
    }, 2);
    expect(tensor.dataSync()).toEqual(weight);
    for (const one of [tensor, values, residual]) one.dispose();
  });

  it('refuses what it cannot project, and quotes it', async () => {
    const tensor = tensor2d(conditionedWeight(4, 6, 3), [4, 6]);
    await expectTensorCount(() => {
      expect(() => projectLinear(tensor, { kind: 'linear', rows: 6, columns: 4 })).toThrow('got [4, 6]');
      expect(() => projectLinear(tensor, { kind: 'linear', rows: 0, columns: 4 })).toThrow('got 0');
      const operator = { kind: 'linear', rows: 4, columns: 6 } as const;
      expect(() => projectLinear(tensor, operator, { sigma: 0 })).toThrow('got 0');
      expect(() => projectLinear(tensor, operator, { sigma: Number.POSITIVE_INFINITY })).toThrow('got Infinity');
      expect(() => projectLinear(tensor, operator, { lower: 2 })).toThrow('got 2');
    });
    tensor.dispose();
  });
});
