import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkpoints, latestCheckpoint } from './checkpoints.ts';
import { MemoryStore } from './memory-store.ts';
import { readRun } from './read-run.ts';
import type { MetricsRecord, NormsRecord } from './records.ts';
import type { RunDescription } from './run-description.ts';
import { RunError } from './run-error.ts';
import { RunWriter } from './run-writer.ts';
import {
  exampleDescription,
  exampleMetrics,
  exampleNorms,
  exampleProjections,
  exampleValidation,
} from './testing/index.ts';

let store: MemoryStore;
let writer: RunWriter;
beforeEach(async () => {
  store = new MemoryStore('runs/a');
  writer = await RunWriter.create(store, exampleDescription);
});

const lines = async (path: string) => new TextDecoder().decode(await store.read(path)).split('\n');

/** Fails from its second append on, after half of the text: a disk that is full. */
class FullStore extends MemoryStore {
  appends = 0;
  override async append(path: string, text: string | Uint8Array): Promise<void> {
    this.appends += 1;
    if (this.appends === 1) return super.append(path, text);
    await super.append(path, text.slice(0, text.length / 2));
    throw new Error('no space left on device');
  }
}

describe('RunWriter', () => {
  it('writes what readRun reads', async () => {
    await writer.metrics(exampleMetrics(1));
    await writer.metrics(exampleMetrics(2));
    await writer.validation(exampleValidation(2));
    await writer.norms(exampleNorms(2));
    await writer.projections(exampleProjections(2));
    expect(await readRun(store)).toEqual({
      description: exampleDescription,
      metrics: [exampleMetrics(1), exampleMetrics(2)],
      validation: [exampleValidation(2)],
      norms: [exampleNorms(2)],
      projections: [exampleProjections(2)],
      warnings: [],
    });
    expect(await store.list('')).toEqual([
      'metrics.jsonl',
      'norms.jsonl',
      'projections.jsonl',
      'run.json',
      'validation.jsonl',
    ]);
  });

  it('keeps any number, of a run that diverges too', async () => {
    // JSON has no −0 either; it comes back as 0, which no reader of a norm tells apart.
    const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity)).map((value) => value + 0);
    await fc.assert(
      fc.asyncProperty(fc.tuple(number, number, number, number), async ([loss, accuracy, gradient, activation]) => {
        const fresh = new MemoryStore();
        const freshWriter = await RunWriter.create(fresh, exampleDescription);
        const metrics: MetricsRecord = { ...exampleMetrics(1), loss, accuracy };
        const norms: NormsRecord = {
          step: 1,
          sites: ['a'],
          kinds: ['stem'],
          gradient: [gradient],
          activation: [activation],
        };
        await freshWriter.metrics(metrics);
        await freshWriter.norms(norms);
        const run = await readRun(fresh);
        expect(run.metrics).toEqual([metrics]);
        expect(run.norms).toEqual([norms]);
      }),
    );
  });

  it('writes non-finite numbers as text, and leaves text alone', async () => {
    await writer.metrics({ ...exampleMetrics(1), loss: Number.NaN, accuracy: -Infinity });
    expect(JSON.parse((await lines('metrics.jsonl'))[0] as string)).toMatchObject({
      loss: 'NaN',
      accuracy: '-Infinity',
    });
    await writer.norms({ ...exampleNorms(1), sites: ['NaN', 'Infinity', 'x', 'y'] });
    expect((await readRun(store)).norms[0]?.sites).toEqual(['NaN', 'Infinity', 'x', 'y']);
  });

  it('writes overlapping calls in order, each with what the record held at the call', async () => {
    const record = { ...exampleMetrics(0) };
    const calls: Promise<void>[] = [];
    for (let step = 0; step < 50; step += 1) {
      record.step = step;
      calls.push(writer.metrics(record));
    }
    await Promise.all(calls);
    expect((await readRun(store)).metrics.map(({ step }) => step)).toEqual(
      Array.from({ length: 50 }, (_, step) => step),
    );
  });

  it('keeps checkpoints, the latest by number', async () => {
    const order = [
      writer.metrics(exampleMetrics(1)),
      writer.checkpoint(90, Uint8Array.of(1)),
      writer.checkpoint(200, Uint8Array.of(2)),
    ];
    expect(await Promise.all(order)).toEqual([
      undefined,
      'checkpoints/step-00000090.safetensors',
      'checkpoints/step-00000200.safetensors',
    ]);
    const latest = await latestCheckpoint(store);
    expect(latest).toEqual({ step: 200, path: 'checkpoints/step-00000200.safetensors' });
    expect(await store.read(latest?.path ?? '')).toEqual(Uint8Array.of(2));
  });

  it('keeps the last checkpoints it is told to, all without, and writes none where it is told to keep none', async () => {
    const stepsOf = async () => (await checkpoints(store)).map(({ step }) => step);
    for (const step of [0, 10, 20]) await writer.checkpoint(step, Uint8Array.of(1));
    expect(await stepsOf()).toEqual([20, 10, 0]);
    await Promise.all([30, 40].map((step) => writer.checkpoint(step, Uint8Array.of(1), { keep: 3 })));
    expect(await stepsOf()).toEqual([40, 30, 20]);
    await expect(writer.checkpoint(50, Uint8Array.of(1), { keep: 0 })).rejects.toThrow('found 0');
    expect(await stepsOf()).toEqual([40, 30, 20]);
  });

  it('removes no checkpoint where the new one cannot be written', async () => {
    class BrokenStore extends MemoryStore {
      broken = false;
      override async write(path: string, bytes: Uint8Array): Promise<void> {
        if (this.broken) throw new Error('no space left on device');
        return super.write(path, bytes);
      }
    }
    const broken = new BrokenStore();
    const breaking = await RunWriter.create(broken, exampleDescription);
    for (const step of [1, 2]) await breaking.checkpoint(step, Uint8Array.of(1));
    broken.broken = true;
    await expect(breaking.checkpoint(3, Uint8Array.of(1), { keep: 1 })).rejects.toThrow('no space left');
    expect(await checkpoints(broken)).toHaveLength(2);
  });

  it('never overwrites a run', async () => {
    await expect(RunWriter.create(store, exampleDescription)).rejects.toThrow(RunError);
    await expect(RunWriter.create(store, exampleDescription)).rejects.toThrow('runs/a: holds a run already');
  });

  it('refuses what could not be read back, and writes nothing of it', async () => {
    const norms = { ...exampleNorms(1), gradient: [1, 2, 3] };
    await expect(writer.norms(norms)).rejects.toThrow(
      'runs/a/norms.jsonl: expected as many kinds, gradient and activation norms as sites (4), found 4, 3 and 4',
    );
    await expect(writer.metrics({ ...exampleMetrics(1), step: 0.5 })).rejects.toThrow('runs/a/metrics.jsonl: step: ');
    await expect(writer.metrics({ ...exampleMetrics(1), learningRate: Number.NaN })).rejects.toThrow('learningRate: ');
    const labelled = { ...exampleDescription, data: { ...exampleDescription.data, synthetic: false } };
    await expect(RunWriter.create(new MemoryStore(), labelled)).rejects.toThrow('data: expected synthetic to be true');
    const huge = { ...exampleNorms(1), sites: ['é'.repeat(9_000_000), 'b', 'c', 'd'] };
    await expect(writer.norms(huge)).rejects.toThrow('at most 16777216 bytes');
    expect(await store.list('')).toEqual(['run.json']);
  });

  it('keeps members that this version does not know in the file', async () => {
    await writer.metrics({ ...exampleMetrics(1), temperature: 55 } as MetricsRecord);
    expect(JSON.parse((await lines('metrics.jsonl'))[0] as string)).toHaveProperty('temperature', 55);
    expect((await readRun(store)).metrics).toEqual([exampleMetrics(1)]);
    const fresh = new MemoryStore();
    await RunWriter.create(fresh, { ...exampleDescription, operator: 'me' } as RunDescription);
    expect((await readRun(fresh)).description).toEqual(exampleDescription);
  });

  it('adds nothing to a file after an append to it has failed, until the run is resumed', async () => {
    const full = new FullStore('full');
    const first = await RunWriter.create(full, exampleDescription);
    await first.metrics(exampleMetrics(1));
    await expect(first.metrics(exampleMetrics(2))).rejects.toThrow('no space left');
    await expect(first.metrics(exampleMetrics(3))).rejects.toThrow(
      'full/metrics.jsonl: an earlier record could not be',
    );
    expect(await first.checkpoint(3, new Uint8Array(1))).toBe('checkpoints/step-00000003.safetensors');
    const run = await readRun(full);
    expect(run.metrics).toEqual([exampleMetrics(1)]);
    expect(run.warnings).toHaveLength(1);
    full.appends = 0;
    const second = await RunWriter.resume(full, 1);
    await second.metrics(exampleMetrics(2));
    expect(await readRun(full)).toMatchObject({ metrics: [exampleMetrics(1), exampleMetrics(2)], warnings: [] });
  });
});
