import { describe, expect, it } from 'vitest';
import { checkpointPath, checkpoints, latestCheckpoint, pruneCheckpoints } from './checkpoints.ts';
import { MemoryStore } from './memory-store.ts';
import { RunError } from './run-error.ts';

describe('checkpoints', () => {
  it('have a path that sorts by step', () => {
    expect(checkpointPath(0)).toBe('checkpoints/step-00000000.safetensors');
    expect(checkpointPath(200)).toBe('checkpoints/step-00000200.safetensors');
    expect(checkpointPath(123_456_789)).toBe('checkpoints/step-123456789.safetensors');
    expect(() => checkpointPath(-1)).toThrow(RunError);
    expect(() => checkpointPath(0.5)).toThrow('found 0.5');
  });

  it('are found by step, among other files', async () => {
    const store = new MemoryStore();
    expect(await latestCheckpoint(store)).toBeUndefined();
    for (const name of [
      'best.safetensors',
      'step-7.safetensors',
      'step-00000900.safetensors.bak',
      'step-000009001.safetensors',
    ]) {
      await store.write(`checkpoints/${name}`, new Uint8Array(1));
    }
    expect(await latestCheckpoint(store)).toBeUndefined();
    for (const step of [100, 123_456_789, 99_999_999]) await store.write(checkpointPath(step), new Uint8Array(1));
    expect(await latestCheckpoint(store)).toEqual({ step: 123_456_789, path: checkpointPath(123_456_789) });
    expect(await checkpoints(store)).toEqual(
      [123_456_789, 99_999_999, 100].map((step) => ({ step, path: checkpointPath(step) })),
    );
  });
});

describe('pruneCheckpoints', () => {
  const stepsOf = async (store: MemoryStore) => (await checkpoints(store)).map(({ step }) => step);
  const storeWith = async (...steps: number[]) => {
    const store = new MemoryStore();
    for (const step of steps) await store.write(checkpointPath(step), new Uint8Array(1));
    return store;
  };

  it('keeps the newest, by number and not by name, and other files', async () => {
    const store = await storeWith(0, 100, 123_456_789, 99_999_999);
    await store.write('checkpoints/best.safetensors', new Uint8Array(1));
    await pruneCheckpoints(store, 2);
    expect(await stepsOf(store)).toEqual([123_456_789, 99_999_999]);
    expect(await store.list('checkpoints')).toContain('best.safetensors');
    await pruneCheckpoints(store, 5);
    expect(await stepsOf(store)).toHaveLength(2);
  });

  it('keeps the one just written, also where there are newer ones', async () => {
    const store = await storeWith(0, 100, 200, 300, 400);
    await pruneCheckpoints(store, 2, 100);
    expect(await stepsOf(store)).toEqual([400, 300, 100]);
  });

  it('refuses to keep none', async () => {
    const store = await storeWith(0);
    for (const keep of [0, -1, 1.5, Number.NaN]) {
      await expect(pruneCheckpoints(store, keep)).rejects.toThrow(`found ${keep}`);
    }
    expect(await stepsOf(store)).toEqual([0]);
  });
});
