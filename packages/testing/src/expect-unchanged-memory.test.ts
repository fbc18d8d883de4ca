import { engine, type KernelBackend, ones } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectUnchangedMemory } from './expect-unchanged-memory.ts';
import { useCpuBackend } from './use-cpu-backend.ts';

useCpuBackend();

describe('expectUnchangedMemory', () => {
  it('hands on the result of what leaves nothing', async () => {
    expect(
      await expectUnchangedMemory(async () => {
        const x = ones([3]);
        const values = await x.data();
        x.dispose();
        return values[0];
      }),
    ).toBe(1);
  });

  it('fails for a tensor, for one that takes the place of a smaller one, and for data of the backend alone', async () => {
    await expect(expectUnchangedMemory(() => ones([3]))).rejects.toThrow('memory left behind');
    const small = ones([1]);
    await expect(
      expectUnchangedMemory(() => {
        small.dispose();
        ones([2]);
      }),
    ).rejects.toThrow('memory left behind');
    const backend: KernelBackend = engine().backend;
    await expect(
      expectUnchangedMemory(() => {
        backend.write(new Float32Array(1), [1], 'float32');
      }),
    ).rejects.toThrow('memory left behind');
  });
});
