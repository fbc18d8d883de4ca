import { prepareBackend } from '@procrustes/backends';
import { add, clone, dispose, mul, ones, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { watchTensorBytes } from './watch-tensor-bytes.ts';

beforeAll(async () => {
  await prepareBackend('cpu');
});

describe('watchTensorBytes', () => {
  it('keeps the most, also of what is gone by the time it is asked', () => {
    const bytes = watchTensorBytes();
    const before = bytes().now;
    const x = ones([1000]);
    expect(bytes()).toEqual({ now: before + 4000, peak: before + 4000 });
    const y = tidy(() => add(mul(x, x), x));
    // x, its square and the sum at once; the square is gone.
    expect(bytes()).toEqual({ now: before + 8000, peak: before + 12000 });
    const same = clone(x);
    expect(bytes().now, 'a clone shares the data').toBe(before + 8000);
    same.dispose();
    expect(bytes().now).toBe(before + 8000);
    dispose([x, y]);
    expect(bytes()).toEqual({ now: before, peak: before + 12000 });
  });
});
