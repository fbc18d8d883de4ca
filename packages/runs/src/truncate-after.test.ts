import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from './memory-store.ts';
import { readRun } from './read-run.ts';
import { RunWriter } from './run-writer.ts';
import { exampleDescription, exampleMetrics, exampleNorms, exampleValidation } from './testing/index.ts';
import { truncateAfter } from './truncate-after.ts';

async function runOf(steps: number): Promise<MemoryStore> {
  const store = new MemoryStore('runs/a');
  const writer = await RunWriter.create(store, exampleDescription);
  for (let step = 1; step <= steps; step += 1) {
    await writer.metrics(exampleMetrics(step));
    if (step % 2 === 0) await writer.norms(exampleNorms(step));
  }
  await writer.validation(exampleValidation(steps));
  return store;
}

describe('truncateAfter', () => {
  it('takes later records out of every file', async () => {
    const store = await runOf(5);
    await truncateAfter(store, 3);
    const run = await readRun(store);
    expect(run.metrics.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(run.norms.map(({ step }) => step)).toEqual([2]);
    expect(run.validation).toEqual([]);
    await truncateAfter(store, 0);
    expect((await readRun(store)).metrics).toEqual([]);
  });

  it('leaves the lines that stay as they were, and untouched files unwritten', async () => {
    const store = await runOf(3);
    await store.append('metrics.jsonl', `{"extra":  true,${JSON.stringify(exampleMetrics(4)).slice(1)}\n`);
    const before = await store.read('metrics.jsonl');
    await truncateAfter(store, 4);
    expect(await store.read('metrics.jsonl')).toEqual(before);
    expect(await store.read('projections.jsonl')).toBeUndefined();
  });

  it('takes out records of later steps wherever they stand', async () => {
    const store = await runOf(3);
    await store.append('metrics.jsonl', `${JSON.stringify(exampleMetrics(2))}\n`);
    await truncateAfter(store, 2);
    expect((await readRun(store)).metrics.map(({ step }) => step)).toEqual([1, 2, 2]);
  });

  it('mends a file cut anywhere, so that training can go on', async () => {
    const whole = (await (await runOf(4)).read('metrics.jsonl')) as Uint8Array;
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.nat(5), async (length, step) => {
        const store = new MemoryStore();
        await RunWriter.create(store, exampleDescription);
        await store.write('metrics.jsonl', whole.subarray(0, length));
        const before = (await readRun(store)).metrics;
        const writer = await RunWriter.resume(store, step);
        await writer.metrics(exampleMetrics(step + 1));
        const run = await readRun(store);
        expect(run.metrics).toEqual([...before.filter((record) => record.step <= step), exampleMetrics(step + 1)]);
        expect(run.warnings).toEqual([]);
      }),
    );
  });

  it('refuses a malformed line and leaves its file alone', async () => {
    const store = await runOf(2);
    await store.append('metrics.jsonl', 'oops\n');
    const before = await store.read('metrics.jsonl');
    await expect(truncateAfter(store, 1)).rejects.toThrow('runs/a/metrics.jsonl line 3: expected JSON, found "oops"');
    expect(await store.read('metrics.jsonl')).toEqual(before);
  });
});
