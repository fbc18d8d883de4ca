import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpoints, readRun, runFiles } from '@procrustes/runs';
import type { FolderStore } from '@procrustes/runs/node';
import { parseCheckpoint } from '@procrustes/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyOpenRun } from '../testing/tiny-open-run.ts';
import { resumeRun, startRun } from './run-session.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-full-disk-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const never = new AbortController().signal;

/** As Node says it of a disk that is full. */
const full = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

/**
 * Counts a store's writes, and lets them fail from one on, as on a disk that is full: an append leaves a half of its text, a
 * file nothing under its name.
 */
function fillAt(store: FolderStore, failing: number): { release(): void; writes: string[] } {
  const [write, append] = [store.write.bind(store), store.append.bind(store)];
  const writes: string[] = [];
  store.write = async (path, bytes) => {
    writes.push(path);
    if (writes.length > failing) throw full();
    return write(path, bytes);
  };
  store.append = async (path, added) => {
    writes.push(path);
    if (writes.length <= failing) return append(path, added);
    await append(path, added.slice(0, added.length / 2));
    throw full();
  };
  return {
    writes,
    release: () => {
      store.write = write;
      store.append = append;
    },
  };
}

/** All that a run holds, but for the clock. */
async function outcome(store: FolderStore) {
  const run = JSON.stringify({ ...(await readRun(store)), description: null }, (key, value) =>
    key === 'milliseconds' || key === 'imagesPerSecond' ? undefined : value,
  );
  const kept: [string, string][] = [];
  for (const path of [runFiles.best, ...(await checkpoints(store)).map(({ path }) => path)]) {
    const bytes = (await store.read(path)) as Uint8Array;
    kept.push([path, createHash('sha256').update(bytes).digest('hex')]);
  }
  return { run, kept };
}

const many = process.env.PROCRUSTES_LONG_TESTS === '1';
const remark = many ? '' : ' (at every single one with PROCRUSTES_LONG_TESTS=1)';

describe('a run on a disk that fills up', () => {
  it(`at whichever write: what was whole stays, the message says what stands, and it ends as one with room enough${remark}`, async () => {
    const whole = await tinyOpenRun(join(folder, 'whole'), { stepsPerEpoch: 2 });
    const { writes, release } = fillAt(whole.store, Number.POSITIVE_INFINITY);
    await startRun(whole, never);
    release();
    const expected = await outcome(whole.store);
    expect(writes.filter((path) => path === runFiles.validation)).toHaveLength(2);
    expect(writes).toContain(runFiles.best);

    // The first and the last to each file; all of them take minutes.
    const points = [...writes.keys()].filter(
      (at) => many || writes.indexOf(writes[at] as string) === at || writes.lastIndexOf(writes[at] as string) === at,
    );
    for (const failing of points) {
      const what = `${writes[failing]}, write ${failing}`;
      const run = await tinyOpenRun(join(folder, String(failing)), { stepsPerEpoch: 2 });
      const disk = fillAt(run.store, failing);
      const failure = await startRun(run, never).catch((error: unknown) => error);
      expect(failure, what).toBeInstanceOf(Error);
      const lines = (failure as Error).message.split('\n');
      expect(lines[0], what).toBe('the disk is full: make room on it (ENOSPC: no space left on device, write)');
      if (failing === 0) {
        expect(lines.slice(1)).toEqual([
          expect.stringMatching(/^nothing was begun in .*: start it there again with --out /),
        ]);
        disk.release();
        await startRun(run, never);
      } else {
        const [newest] = await checkpoints(run.store);
        expect(lines.slice(1), what).toEqual([
          newest === undefined
            ? 'no checkpoint was written yet; go on with:'
            : `the checkpoint of step ${newest.step} stands; go on with:`,
          expect.stringMatching(/procrustes train --resume \S+$/),
        ]);
        for (const { path, step } of await checkpoints(run.store)) {
          expect(parseCheckpoint((await run.store.read(path)) as Uint8Array, path).progress.step, what).toBe(step);
        }
        // To go on where there is still no room is as orderly.
        if (failing % 3 === 1) {
          const again = await resumeRun(run, never).catch((error: unknown) => error);
          expect((again as Error).message.split('\n')[0], what).toBe(lines[0]);
        }
        disk.release();
        await resumeRun(run, never);
      }
      expect(await outcome(run.store), what).toEqual(expected);
    }
  });
});

describe('the best checkpoint', () => {
  it('is of the validation with the highest accuracy, says which, and is never pruned', async () => {
    const run = await tinyOpenRun(join(folder, 'best'), { stepsPerEpoch: 1 });
    const kept = { ...run, description: { ...run.description, keepCheckpoints: 1 } };
    await startRun(kept, never);
    const { validation } = await readRun(run.store);
    expect(validation).toHaveLength(4);
    const best = validation.reduce((a, b) =>
      b.accuracy > a.accuracy || (b.accuracy === a.accuracy && b.loss < a.loss) ? b : a,
    );
    const file = parseCheckpoint((await run.store.read(runFiles.best)) as Uint8Array, runFiles.best);
    expect(file.validation).toEqual({ step: best.step, loss: best.loss, accuracy: best.accuracy });
    expect(file.progress.step).toBe(best.step);
    expect((await checkpoints(run.store)).map(({ step }) => step)).toEqual([4]);
  });

  it('that is damaged is named, with what to do, before anything is written', async () => {
    const run = await tinyOpenRun(join(folder, 'damaged'), { stepsPerEpoch: 2 });
    await startRun(run, never);
    const path = join(run.store.name, runFiles.best);
    const bytes = await readFile(path);
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] as number) ^ 1;
    await writeFile(path, bytes);
    await run.store.remove('checkpoints/step-00000004.safetensors');
    const metrics = await run.store.read(runFiles.metrics);
    await expect(resumeRun(run, never)).rejects.toThrow(
      /best\.safetensors is damaged: its checksum is .*; move .*best\.safetensors away to go on without it$/,
    );
    expect(await run.store.read(runFiles.metrics)).toEqual(metrics);
  });
});
