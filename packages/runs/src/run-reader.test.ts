import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from './memory-store.ts';
import { NormTableBuilder } from './norm-table-builder.ts';
import { readRun } from './read-run.ts';
import type { MetricsRecord } from './records.ts';
import { type RunGrowth, RunReader } from './run-reader.ts';
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

async function record(from: number, to: number): Promise<void> {
  for (let step = from; step <= to; step += 1) {
    await writer.metrics(exampleMetrics(step));
    await writer.norms(exampleNorms(step));
    if (step % 2 === 0) await writer.projections(exampleProjections(step));
  }
  await writer.validation(exampleValidation(to));
}

/** A follower's view, put together from what a reader tells. */
class Follower {
  metrics: readonly MetricsRecord[] = [];
  norms = new NormTableBuilder();
  readings = 0;

  take(growth: RunGrowth | null): void {
    if (growth === null) return;
    this.readings += 1;
    if (growth.anew) this.norms = new NormTableBuilder();
    this.metrics = growth.anew ? growth.metrics : [...this.metrics, ...growth.metrics];
    this.norms.add(growth.norms);
  }
}

describe('RunReader', () => {
  it('reads what readRun reads, then nothing until there is more', async () => {
    await record(1, 4);
    const reader = new RunReader(store);
    const growth = (await reader.readOn()) as RunGrowth;
    const run = await readRun(store);
    expect(growth).toMatchObject({ anew: true, description: run.description, warnings: [] });
    for (const kind of ['metrics', 'validation', 'projections'] as const) expect(growth[kind]).toEqual(run[kind]);
    expect(growth.norms.steps).toEqual([1, 2, 3, 4]);
    expect(await reader.readOn()).toBeNull();
    await record(5, 6);
    expect(await reader.readOn()).toMatchObject({
      anew: false,
      metrics: [exampleMetrics(5), exampleMetrics(6)],
      validation: [exampleValidation(6)],
      projections: [exampleProjections(6)],
      norms: { steps: [5, 6] },
    });
    expect(await reader.readOn()).toBeNull();
  });

  it('begins with a run that has recorded nothing', async () => {
    const reader = new RunReader(store);
    expect(await reader.readOn()).toMatchObject({ anew: true, metrics: [], norms: { steps: [] } });
    await record(1, 1);
    expect(await reader.readOn()).toMatchObject({
      metrics: [exampleMetrics(1)],
      norms: { steps: [1], sites: exampleNorms(1).sites },
    });
  });

  it('follows a run that goes on, is cut back and goes on again', async () => {
    const reader = new RunReader(store);
    const follower = new Follower();
    for (const [from, to] of [
      [1, 3],
      [4, 4],
      [5, 9],
    ] as const) {
      await record(from, to);
      follower.take(await reader.readOn());
    }
    expect(follower.norms.table.steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const before = follower.norms.table;
    writer = await RunWriter.resume(store, 4);
    follower.take(await reader.readOn());
    expect(follower.norms.table.steps).toEqual([1, 2, 3, 4]);
    await record(5, 20);
    follower.take(await reader.readOn());
    expect(follower.metrics).toEqual((await readRun(store)).metrics);
    expect(follower.norms.table.steps).toHaveLength(20);
    const all = Array.from({ length: 20 }, (_, index) => exampleNorms(index + 1).gradient).flat();
    expect([...follower.norms.table.gradient]).toEqual(all);
    expect(follower.readings).toBe(5);
    // Whoever still draws the table of before draws what it held.
    expect(before.gradient).toHaveLength(36);
  });

  it('notices a new run.json', async () => {
    const reader = new RunReader(store);
    await reader.readOn();
    await store.write('run.json', new TextEncoder().encode(JSON.stringify({ ...exampleDescription, steps: 999 })));
    expect(await reader.readOn()).toMatchObject({ anew: false, description: { steps: 999 } });
  });

  it('tells of last lines that are cut short, as long as they are', async () => {
    await store.append('metrics.jsonl', '{"st');
    const reader = new RunReader(store);
    expect((await reader.readOn())?.warnings).toEqual([
      'runs/a/metrics.jsonl line 1: left out, cut short after 4 bytes (no newline)',
    ]);
    await store.append('metrics.jsonl', `${JSON.stringify(exampleMetrics(1)).slice(4)}\n`);
    expect(await reader.readOn()).toMatchObject({ warnings: [], metrics: [exampleMetrics(1)] });
  });

  it('tells how far it is, never backwards, to the end', async () => {
    await record(1, 10);
    const shares: number[] = [];
    await new RunReader(store).readOn({ onProgress: (share) => shares.push(share) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('ends when it is told to, and refuses what is no run, malformed or too large', async () => {
    await record(1, 3);
    await expect(new RunReader(store).readOn({ signal: AbortSignal.abort(new Error('closed')) })).rejects.toThrow(
      'closed',
    );
    await expect(new RunReader(store, { largestFile: 100 }).readOn()).rejects.toThrow(
      /runs\/a\/metrics.jsonl: expected at most 100 bytes, found \d+/,
    );
    await expect(new RunReader(new MemoryStore('b')).readOn()).rejects.toThrow('b: no run.json in it');
    await store.append('projections.jsonl', '{}\n');
    await expect(new RunReader(store).readOn()).rejects.toThrow('runs/a/projections.jsonl line 2: step: ');
  });

  it('asks only for files that are there, since a server calls anything else an error', async () => {
    class Strict extends MemoryStore {
      override async size(path: string): Promise<number | undefined> {
        const size = await super.size(path);
        if (size === undefined) throw new Error(`asked for ${path}`);
        return size;
      }
    }
    const strict = new Strict('runs/b');
    await RunWriter.create(strict, exampleDescription);
    expect(await new RunReader(strict).readOn()).toMatchObject({ anew: true });
  });
});
