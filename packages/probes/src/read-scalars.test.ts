import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { dispose, scalar } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { readScalars } from './read-scalars.ts';

useCpuBackend();

describe('readScalars', () => {
  it('reads in order, and leaves the scalars alive', async () => {
    const scalars = [3, -1, 0.5].map((value) => scalar(value));
    expect(await expectTensorCount(() => readScalars(scalars))).toEqual(Float32Array.of(3, -1, 0.5));
    expect(await readScalars(scalars)).toEqual(Float32Array.of(3, -1, 0.5));
    dispose(scalars);
  });

  it('reads none', async () => {
    expect(await expectTensorCount(() => readScalars([]))).toEqual(new Float32Array(0));
  });
});
