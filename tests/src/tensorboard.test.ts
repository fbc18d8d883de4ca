import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blockRatios, meanDeviation } from '@procrustes/probes';
import { readRun } from '@procrustes/runs';
import { FolderStore } from '@procrustes/runs/node';
import { EventWriter } from '@procrustes/runs/tensorboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from '../testing/run-cli.ts';

/** A Python that has TensorBoard: one that must have it, or the system's where it does. */
const named = process.env.PROCRUSTES_TENSORBOARD_PYTHON || undefined;
const python = named ?? 'python3';
const there = named !== undefined || spawnSync(python, ['-c', 'import tensorboard']).status === 0;
const reason = there ? '' : ' (skipped: no Python with tensorboard; PROCRUSTES_TENSORBOARD_PYTHON names one)';

const script = fileURLToPath(new URL('../fixtures/read-events.py', import.meta.url));

interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly counts: readonly number[];
}

interface Events {
  readonly scalars: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly histograms: Readonly<Record<string, readonly (readonly [number, Histogram])[]>>;
}

function readEvents(folder: string): Events {
  const { status, stdout, stderr } = spawnSync(python, [script, folder], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  // Python writes what JSON does not have.
  return JSON.parse(stdout.replaceAll('NaN', 'null')) as Events;
}

let workplace: Workplace;
let folder: string;
beforeAll(async () => {
  workplace = await Workplace.create();
  folder = await mkdtemp(join(tmpdir(), 'procrustes-events-'));
});
afterAll(async () => {
  await workplace?.remove();
  await rm(folder, { recursive: true, force: true });
});

const train = (out: string, ...more: string[]) => [
  ...['train', '--model', 'procresnet', '--blocks', '1', '--dataset', 'synthetic', '--batch-size', '2', '--steps', '8'],
  ...['--validation-images', '6', '--probe-every', '2', '--checkpoint-every', '3', '--backend', 'wasm', '--out', out],
  ...more,
];

/** What TensorBoard must show of a run, from its records. */
async function expectedScalars(run: string) {
  const { metrics, validation, norms } = await readRun(new FolderStore(run));
  const scalars: Record<string, [number, number][]> = {
    'train/loss': metrics.map(({ step, loss }) => [step, Math.fround(loss)]),
    'train/accuracy': metrics.map(({ step, accuracy }) => [step, Math.fround(accuracy)]),
    'train/learning rate': metrics.map(({ step, learningRate }) => [step, Math.fround(learningRate)]),
    'validation/loss': validation.map(({ step, loss }) => [step, Math.fround(loss)]),
    'validation/accuracy': validation.map(({ step, accuracy }) => [step, Math.fround(accuracy)]),
  };
  for (const kind of ['identity', 'transition'] as const) {
    scalars[`mean |r−1|/${kind}`] = norms.map((record) => [
      record.step,
      Math.fround(meanDeviation(blockRatios(record))[kind] as number),
    ]);
  }
  return scalars;
}

describe.runIf(there)(`TensorBoard itself${reason}`, () => {
  it('reads the numbers of a run, also of one that was killed and resumed', async () => {
    const killed = await workplace.interrupt(train('run'), 'SIGKILL', 'run', 5);
    expect(killed.code).toBeNull();
    const resumed = await workplace.run(['train', '--resume', 'run']);
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stderr).toMatch(/going on from step [36] of 8/);
    const run = workplace.path('run');
    expect((await readdir(run)).filter((name) => name.startsWith('events.out.tfevents.'))).toHaveLength(2);

    const { scalars, histograms } = readEvents(run);
    expect(scalars).toEqual(await expectedScalars(run));
    const { norms } = await readRun(new FolderStore(run));
    expect(Object.keys(histograms)).toEqual(['r/all blocks']);
    expect(histograms['r/all blocks']?.map(([step]) => step)).toEqual([1, 3, 5, 7]);
    for (const [at, [, histogram]] of (histograms['r/all blocks'] ?? []).entries()) {
      const ratios = blockRatios(norms[at] as (typeof norms)[number]).map(({ ratio }) => ratio);
      expect(histogram).toMatchObject({ min: Math.min(...ratios), max: Math.max(...ratios), num: ratios.length });
      expect(histogram.sum).toBeCloseTo(
        ratios.reduce((sum, ratio) => sum + ratio),
        12,
      );
      expect(histogram.counts.reduce((sum, count) => sum + count)).toBe(ratios.length);
    }
  });

  it('finds no events where none were asked for', async () => {
    const { code, stderr } = await workplace.run(train('none', '--no-tensorboard'));
    expect(code, stderr).toBe(0);
    expect((await readdir(workplace.path('none'))).filter((name) => name.startsWith('events'))).toEqual([]);
  });

  it('takes back what a killed run had of later steps, and passes over an event that was cut short', async () => {
    const store = new FolderStore(folder);
    const now = () => 1_700_000_000_000;
    const first = await EventWriter.begin(store, { afterStep: 0, host: 'a b/c', now });
    for (let step = 1; step <= 6; step += 1) await first.summary(step, { loss: step });
    const [name] = await readdir(folder);
    expect(name).toBe('events.out.tfevents.1700000000.a_b_c');
    const bytes = await readFile(join(folder, name as string));
    await writeFile(join(folder, name as string), bytes.subarray(0, bytes.length - 7));
    const second = await EventWriter.begin(store, { afterStep: 3, host: 'a', now });
    await second.summary(4, { loss: 40, 日本: Number.NaN });
    expect((await readdir(folder)).sort()[1]).toBe('events.out.tfevents.1700000001.a');
    expect(readEvents(folder).scalars.loss).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 40],
    ]);

    // The checksum is looked at: an event with a flipped bit is none.
    const path = join(folder, 'events.out.tfevents.1700000001.a');
    const spoilt = await readFile(path);
    spoilt[spoilt.length - 6] = (spoilt[spoilt.length - 6] as number) ^ 1;
    await writeFile(path, spoilt);
    expect(readEvents(folder).scalars.loss).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });
});
