import { describe, expect, it } from 'vitest';
import { checkpointPath, latestCheckpoint } from './checkpoints.ts';
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
  });
});
