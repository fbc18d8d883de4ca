import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { dispose, scalar, Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { readScalars } from './read-scalars.ts';

useCpuBackend();

describe('readScalars', () => {
  it('reads in order, and leaves the scalars alive', async () => {
    const scalars = [3, -1, 0.5].map((value) => scalar(value));
    expect(await expectTensorCount(() => readScalars(scalars))).toEqual(Float32Array.of(3, -1, 0.5));
    expect(await readScalars(scalars)).toEqual(Float32Array.of(3, -1, 0.5));
    dispose(scalars);
  });

  it('leaves nothing but the scalars where the read-back fails', async () => {
    const scalars = [3, -1].map((value) => scalar(value));
    await expectTensorCount(async () => {
      const read = vi.spyOn(Tensor.prototype, 'data').mockRejectedValueOnce(new Error('the device is lost'));
      await expect(readScalars(scalars)).rejects.toThrow('the device is lost');
      read.mockRestore();
    });
    expect(await readScalars(scalars)).toEqual(Float32Array.of(3, -1));
    dispose(scalars);
  });

  it('reads none', async () => {
    expect(await expectTensorCount(() => readScalars([]))).toEqual(new Float32Array(0));
  });
});
