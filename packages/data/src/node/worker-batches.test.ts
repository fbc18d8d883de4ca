import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { Batches } from '../batches.ts';
import { subset } from '../subset.ts';
import { syntheticImages } from '../synthetic-images.ts';
import { shareImages } from './share-images.ts';
import { WorkerBatches } from './worker-batches.ts';

const set = shareImages(syntheticImages({ images: 23, seed: 1 }));
const settings = { batchSize: 5, seed: 4 };

const open: WorkerBatches[] = [];
function inWorker(seed = 4): WorkerBatches {
  const batches = new WorkerBatches(set, { ...settings, seed });
  open.push(batches);
  return batches;
}
afterEach(() => {
  for (const batches of open.splice(0)) batches.dispose();
});

describe('WorkerBatches', () => {
  it('gives the batches and states of Batches, bit for bit, over epochs', async () => {
    const [worker, here] = [inWorker(), new Batches(set, settings)];
    expect(worker.stepsPerEpoch).toBe(here.stepsPerEpoch);
    for (let step = 0; step < 10; step += 1) {
      expect(worker.state).toEqual(here.state);
      expect(await worker.next()).toEqual(here.next());
    }
    expect(await inWorker(5).next()).not.toEqual(new Batches(set, settings).next());
  });

  it('goes on from a state as Batches would, whatever it has prepared meanwhile, and after several restores from the last', async () => {
    const here = new Batches(set, settings);
    const states = Array.from({ length: 8 }, () => {
      const { state } = here;
      here.next();
      return state;
    });
    const worker = inWorker(99);
    for (const step of [3, 0, 7]) {
      const state = JSON.parse(JSON.stringify(states[step]));
      worker.restore(states[1] as typeof state);
      worker.restore(state);
      expect(worker.state).toEqual(state);
      const expected = new Batches(set, settings);
      expected.restore(state);
      for (let batch = 0; batch < 3; batch += 1) expect(await worker.next()).toEqual(expected.next());
      expect(worker.state).toEqual(expected.state);
    }
  });

  it('refuses what Batches refuses, and keeps its state then', async () => {
    expect(() => new WorkerBatches(set, { batchSize: 24, seed: 0 })).toThrow('batch size 24');
    const worker = inWorker();
    const { state } = worker;
    expect(() => worker.restore({ ...state, images: 9 })).toThrow('set of 9 images');
    expect(() => worker.restore({ ...state, order: [1, 2] })).toThrow('[1, 2]');
    expect(worker.state).toEqual(state);
    expect(await worker.next()).toEqual(new Batches(set, settings).next());
  });

  it('throws what goes wrong in the worker where it is waited for, each time', async () => {
    const worker = inWorker();
    await worker.next();
    worker.dispose();
    // One batch may have been prepared before the end.
    const outcomes = [];
    for (let call = 0; call < 3; call += 1) outcomes.push(await worker.next().catch((error: Error) => error.message));
    expect(outcomes.slice(1)).toEqual(Array(2).fill('the worker that makes batches has ended; resume the run'));
  });

  it('shares the bytes of the images, and copies them once where they are not shared', () => {
    expect(shareImages(set)).toBe(set);
    const own = subset(set, [1, 2]);
    const shared = shareImages(own);
    expect(shared).toEqual(own);
    expect(shared.pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(shareImages(shared).pixels).toBe(shared.pixels);
  });

  it.each<[string, string, number, string]>([
    ['ends at once though it is not disposed of', 'await batches.next();', 0, ''],
    ['waits for a batch with nothing else to do', 'await batches.next(); console.log("had it");', 0, 'had it\n'],
    ['ends at an error', 'await batches.next(); throw new Error("mine");', 1, ''],
    ['ends when it is disposed of', 'batches.dispose();', 0, ''],
  ])('a process with one %s', (_, body, code, output) => {
    const source = `
      import { syntheticImages } from './dist/index.js';
      import { WorkerBatches } from './dist/node/index.js';
      const batches = new WorkerBatches(syntheticImages({ images: 9, seed: 1 }), { batchSize: 2, seed: 1 });
      ${body}`;
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
      cwd,
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([code, output]);
  });
});
