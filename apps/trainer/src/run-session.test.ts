import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint, readRun } from '@procrustes/runs';
import type { FolderStore } from '@procrustes/runs/node';
import { parseCheckpoint } from '@procrustes/training';
import { engine, type TypedArray } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyOpenRun } from '../testing/tiny-open-run.ts';
import { resumeRun, startRun } from './run-session.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-run-session-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const never = new AbortController().signal;

const tinyRun = (name: string) => tinyOpenRun(join(folder, name));

/** What a run recorded, but for the clock, and its last checkpoint. */
async function outcome(store: FolderStore) {
  const { metrics, norms } = await readRun(store);
  const { step, path } = (await latestCheckpoint(store)) as { step: number; path: string };
  const losses = metrics.map(({ loss, accuracy }) => ({ loss, accuracy }));
  return { step, losses, norms, checkpoint: await store.read(path) };
}

interface WasmBackend {
  write(values: TypedArray | null, shape: number[], dtype: 'float32'): object;
  disposeData(data: object): boolean;
}

/** Takes all addresses of the real heap but the last few, no memory: pages that nobody writes to are never given out. */
function fillHeap(): () => void {
  const backend = engine().backend as unknown as WasmBackend;
  const taken: object[] = [];
  for (let bytes = 2 ** 29; bytes >= 2 ** 12; bytes /= 2) {
    try {
      while (true) taken.push(backend.write(null, [bytes / 4], 'float32'));
    } catch {
      // Full for this size: the next one is half of it.
    }
  }
  return () => {
    for (const data of taken) backend.disposeData(data);
  };
}

describe('a run whose device has no memory left at its third step', () => {
  it('says what to lower and how to go on, and from its last checkpoint ends as one that had enough', async () => {
    const whole = await tinyRun('whole');
    await startRun(whole, never);

    const run = await tinyRun('short');
    let release = () => {};
    const write = run.store.write.bind(run.store);
    run.store.write = async (path, content) => {
      await write(path, content);
      if (/step-0*2\.safetensors$/.test(path)) release = fillHeap();
    };
    const failure = await startRun(run, never).catch((error: unknown) => error);
    release();
    run.store.write = write;
    expect(failure).toBeInstanceOf(Error);
    const lines = (failure as Error).message.split('\n');
    expect(lines).toEqual([
      expect.stringMatching(
        /^the WebAssembly heap is full: .*; lower the batch size or the number of blocks, or recompute activations \(--recompute auto\)$/,
      ),
      'the checkpoint of step 2 stands; go on with (it needs less memory, and gives the same numbers):',
      expect.stringMatching(/procrustes train --resume .*short --recompute auto$/),
    ]);

    const { step, losses, checkpoint } = await outcome(run.store);
    expect([step, losses.length]).toEqual([2, 2]);
    expect(parseCheckpoint(checkpoint as Uint8Array, 'the last').progress.step).toBe(2);
    await resumeRun(run, never);
    expect(await outcome(run.store)).toEqual(await outcome(whole.store));
  });
});
