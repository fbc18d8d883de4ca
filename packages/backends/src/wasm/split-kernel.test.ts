import { split, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend } from '../prepare-backend.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

describe('split on wasm', () => {
  it.each(['float32', 'int32', 'bool'] as const)('copies %s to its place', async (dtype) => {
    const values = [0, 1, 1, 0, 1, 0, 1, 1, 1, 0, 0, 1];
    const parts = split(tensor(values, [2, 3, 2], dtype), [1, 2], 1);
    expect(parts.map((part) => [part.shape, part.dtype])).toEqual([
      [[2, 1, 2], dtype],
      [[2, 2, 2], dtype],
    ]);
    expect([...(await (parts[0] as (typeof parts)[0]).data())]).toEqual([0, 1, 1, 1]);
    expect([...(await (parts[1] as (typeof parts)[0]).data())]).toEqual([1, 0, 1, 0, 1, 0, 0, 1]);
  });

  it('takes equal parts, a length to be worked out and empty parts', async () => {
    const x = tensor([1, 2, 3, 4], [4]);
    const all = async (parts: ReturnType<typeof split>) =>
      Promise.all(parts.map(async (part) => [...(await part.data())]));
    expect(await all(split(x, 2))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await all(split(x, [1, -1]))).toEqual([[1], [2, 3, 4]]);
    expect(await all(split(x, [0, 4]))).toEqual([[], [1, 2, 3, 4]]);
  });

  it('refuses lengths that are not those of the axis', () => {
    expect(() => split(tensor([1, 2, 3]), [1, 1])).toThrow();
  });
});
