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

  it('cuts all that stands behind the first later record, whatever it is', async () => {
    const store = await runOf(3);
    await store.append('metrics.jsonl', `${JSON.stringify(exampleMetrics(2))}\n\0\0\0\noops\n{"torn`);
    await truncateAfter(store, 2);
    expect((await readRun(store)).metrics.map(({ step }) => step)).toEqual([1, 2]);
  });

  it('holds no file in memory, and writes none anew', async () => {
    /** Of a run that is larger than the memory there is, on a disk that is full. */
    class LargeStore extends MemoryStore {
      largest = 0;
      override async read(): Promise<never> {
        throw new Error('out of memory');
      }
      override async readRange(path: string, start: number, end: number): Promise<Uint8Array | undefined> {
        this.largest = Math.max(this.largest, end - start);
        return super.readRange(path, start, end);
      }
      override async write(): Promise<never> {
        throw new Error('no space left on device');
      }
    }
    const store = new LargeStore();
    const line = (step: number) => `${' '.repeat(2 ** 20)}${JSON.stringify(exampleMetrics(step))}\n`;
    for (let step = 1; step <= 20; step += 1) await store.append('metrics.jsonl', line(step));
    await truncateAfter(store, 18);
    const kept = Array.from({ length: 18 }, (_, index) => line(index + 1).length).reduce((sum, length) => sum + length);
    expect(await store.size('metrics.jsonl')).toBe(kept);
    expect(store.largest).toBeLessThanOrEqual(16 * 2 ** 20);
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

  it('refuses a malformed line that would stay, and leaves every file alone', async () => {
    const store = await runOf(2);
    const files = ['metrics.jsonl', 'validation.jsonl', 'norms.jsonl'];
    await store.append('norms.jsonl', 'oops\n');
    const before = await Promise.all(files.map((path) => store.read(path)));
    await expect(truncateAfter(store, 2)).rejects.toThrow('runs/a/norms.jsonl line 2: expected JSON, found "oops"');
    expect(await Promise.all(files.map((path) => store.read(path)))).toEqual(before);
    await truncateAfter(store, 1);
    expect((await readRun(store)).norms).toEqual([]);
  });
});
