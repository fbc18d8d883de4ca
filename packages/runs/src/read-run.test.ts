import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from './memory-store.ts';
import { readRun } from './read-run.ts';
import { RunError } from './run-error.ts';
import { exampleDescription, exampleMetrics, exampleNorms, exampleProjections } from './testing/index.ts';

let store: MemoryStore;
const write = (path: string, content: unknown) =>
  store.write(path, new TextEncoder().encode(typeof content === 'string' ? content : `${JSON.stringify(content)}\n`));

beforeEach(async () => {
  store = new MemoryStore('runs/a');
  await write('run.json', exampleDescription);
});

describe('readRun', () => {
  it('reads a run that has only begun', async () => {
    expect(await readRun(store)).toEqual({
      description: exampleDescription,
      metrics: [],
      validation: [],
      norms: [],
      projections: [],
      warnings: [],
    });
  });

  it('says where there is no run', async () => {
    await expect(readRun(new MemoryStore('runs/b'))).rejects.toThrow(
      new RunError('runs/b: no run.json in it, so it is no run'),
    );
  });

  it('says which format it found and which it can read', async () => {
    await write('run.json', { format: 2, anything: 'else' });
    await expect(readRun(store)).rejects.toThrow('runs/a/run.json: found format 2, can read format 1');
    await write('run.json', { ...exampleDescription, format: '1' });
    await expect(readRun(store)).rejects.toThrow('found format "1"');
    await write('run.json', '{}');
    await expect(readRun(store)).rejects.toThrow('runs/a/run.json: format: ');
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{"format":1,', 'runs/a/run.json: expected JSON, found "{\\"format\\":1,"'],
    ['null', 'null', 'runs/a/run.json: '],
    ['a list', '[]', 'runs/a/run.json: '],
    ['nothing', '', 'expected JSON, found ""'],
    ['a missing member', { ...exampleDescription, seed: undefined }, 'seed: '],
    [
      'a wrong inner member',
      { ...exampleDescription, model: { ...exampleDescription.model, name: 3 } },
      'model.name: ',
    ],
    [
      'an unknown dataset',
      { ...exampleDescription, data: { ...exampleDescription.data, dataset: 'mnist' } },
      'data.dataset: ',
    ],
    [
      'a digest of something else',
      { ...exampleDescription, data: { ...exampleDescription.data, digest: 'md5' } },
      'data.digest: expected 64 lower-case hexadecimal digits',
    ],
    ['no date', { ...exampleDescription, created: 'yesterday' }, 'created: '],
    [
      'probability 2',
      { ...exampleDescription, projection: { mode: 'exact', probability: 2 } },
      'projection.probability: ',
    ],
    ['half a batch', { ...exampleDescription, batchSize: 0.5 }, 'batchSize: '],
    ['versions of numbers', { ...exampleDescription, versions: { node: 20 } }, 'versions.node: '],
  ])('refuses a run.json with %s', async (_, content, message) => {
    await write('run.json', content);
    await expect(readRun(store)).rejects.toThrow(RunError);
    await expect(readRun(store)).rejects.toThrow(message);
  });

  it('takes a backend that does not tell its threads', async () => {
    await write('run.json', { ...exampleDescription, backend: { ...exampleDescription.backend, threads: null } });
    expect((await readRun(store)).description.backend.threads).toBeNull();
  });

  it('takes data without an origin and a digest', async () => {
    const { origin, digest, ...data } = exampleDescription.data;
    await write('run.json', { ...exampleDescription, data });
    expect((await readRun(store)).description.data).toEqual(data);
    await write('run.json', exampleDescription);
    expect((await readRun(store)).description.data).toMatchObject({ origin, digest });
  });

  it.each(['none', 'block', 'auto', 1, 12])('takes %j as what is recomputed', async (recompute) => {
    await write('run.json', { ...exampleDescription, recompute });
    expect((await readRun(store)).description.recompute).toBe(recompute);
  });

  it.each(['all', 0, -1, 1.5, null])(
    'refuses %j as what is recomputed, and takes a run that does not tell',
    async (recompute) => {
      await write('run.json', { ...exampleDescription, recompute });
      await expect(readRun(store)).rejects.toThrow(/run\.json.*recompute/);
      await write('run.json', { ...exampleDescription, recompute: undefined });
      expect((await readRun(store)).description.recompute).toBeUndefined();
    },
  );

  it('leaves a last line without a newline out, and says so', async () => {
    const line = JSON.stringify(exampleMetrics(1));
    await write('metrics.jsonl', `${line}\n${line.slice(0, 20)}`);
    const run = await readRun(store);
    expect(run.metrics).toEqual([exampleMetrics(1)]);
    expect(run.warnings).toEqual(['runs/a/metrics.jsonl line 2: left out, cut short after 20 bytes (no newline)']);
    // Also one that looks whole: the next record would be written on the same line.
    await write('metrics.jsonl', line);
    expect((await readRun(store)).metrics).toEqual([]);
  });

  it('leaves out a line cut within a character', async () => {
    const line = new TextEncoder().encode(JSON.stringify({ ...exampleNorms(1), sites: ['é', 'b', 'c', 'd'] }));
    await store.write('norms.jsonl', line.subarray(0, line.indexOf(0xc3) + 1));
    expect((await readRun(store)).warnings).toHaveLength(1);
  });

  it.each<[string, string, unknown, string]>([
    ['text', 'metrics.jsonl', 'loss: 3\n', 'runs/a/metrics.jsonl line 1: expected JSON, found "loss: 3"'],
    ['an empty line', 'metrics.jsonl', '\n', 'runs/a/metrics.jsonl line 1: expected JSON, found ""'],
    ['a bare NaN', 'metrics.jsonl', '{"loss":NaN}\n', 'line 1: expected JSON'],
    [
      'a number as other text',
      'metrics.jsonl',
      { ...exampleMetrics(1), loss: 'nan' },
      'loss: expected a number, "NaN", "Infinity" or "-Infinity", found "nan"',
    ],
    ['an infinite step', 'metrics.jsonl', { ...exampleMetrics(1), step: 'Infinity' }, 'line 1: step: '],
    ['a negative step', 'metrics.jsonl', { ...exampleMetrics(1), step: -1 }, 'line 1: step: '],
    [
      'lists of different lengths',
      'norms.jsonl',
      { ...exampleNorms(1), activation: [1] },
      'line 1: expected as many kinds, gradient and activation norms as sites (4), found 4, 4 and 1',
    ],
    ['an unknown kind', 'norms.jsonl', { ...exampleNorms(1), kinds: ['stem', 'stem', 'stem', 'head'] }, 'kinds.3: '],
    [
      'a receipt in part',
      'projections.jsonl',
      { step: 1, receipts: [{ ...exampleProjections(1).receipts[0], after: { min: 1 } }] },
      'receipts.0.after.max: ',
    ],
    ['a missing member', 'validation.jsonl', { step: 1 }, 'validation.jsonl line 1: epoch: '],
  ])('refuses a line with %s', async (_, path, content, message) => {
    await write(path, content);
    await expect(readRun(store)).rejects.toThrow(RunError);
    await expect(readRun(store)).rejects.toThrow(message);
  });

  it('counts lines, and quotes little of a long one', async () => {
    const line = `${JSON.stringify(exampleMetrics(1))}\n`;
    await write('metrics.jsonl', `${line}${line}${'x'.repeat(10_000)}\n${line}`);
    const error = await readRun(store).catch((reason: Error) => reason);
    expect(error).toBeInstanceOf(RunError);
    expect((error as Error).message).toContain('metrics.jsonl line 3: expected JSON, found "xxx');
    expect((error as Error).message.length).toBeLessThan(160);
    await write('metrics.jsonl', { ...exampleMetrics(1), loss: 'y'.repeat(10_000) });
    expect((await readRun(store).catch((reason: Error) => reason)) as Error).toSatisfy(
      (e: Error) => e.message.length < 260,
    );
  });

  it('refuses a line over 16 MiB before it reads it, and text that is not UTF-8', async () => {
    await store.write('metrics.jsonl', new Uint8Array(16 * 2 ** 20 + 2).fill(0x20).fill(0x0a, -1));
    await expect(readRun(store)).rejects.toThrow('line 1: expected at most 16777216 bytes, found 16777217');
    await store.write('metrics.jsonl', Uint8Array.of(0xff, 0x0a));
    await expect(readRun(store)).rejects.toThrow('line 1: expected text in UTF-8');
  });

  it('is not hurt by deep nesting', async () => {
    const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
    await write('metrics.jsonl', `{"step":1,"epoch":1,"loss":${deep}}\n`);
    await expect(readRun(store)).rejects.toThrow(RunError);
    await write('run.json', `{"format":${deep}}`);
    await expect(readRun(store)).rejects.toThrow(RunError);
  });

  it('takes a member called __proto__ as any it does not know', async () => {
    await write('metrics.jsonl', `{"__proto__":{"polluted":1},${JSON.stringify(exampleMetrics(1)).slice(1)}\n`);
    expect((await readRun(store)).metrics).toEqual([exampleMetrics(1)]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('throws nothing but RunError, whatever a file holds', async () => {
    const path = fc.constantFrom('run.json', 'metrics.jsonl', 'norms.jsonl', 'projections.jsonl');
    const value = fc.jsonValue();
    const nearRecord = fc.record(
      { step: value, receipts: value, sites: value, loss: value, format: fc.constantFrom(1, 2, null), data: value },
      { requiredKeys: [] },
    );
    const content = fc.oneof(
      fc.uint8Array(),
      fc.oneof(value, nearRecord).map((json) => new TextEncoder().encode(`${JSON.stringify(json)}\n`)),
    );
    await fc.assert(
      fc.asyncProperty(path, content, async (file, bytes) => {
        const fuzzed = new MemoryStore();
        await fuzzed.write('run.json', new TextEncoder().encode(JSON.stringify(exampleDescription)));
        await fuzzed.write(file, bytes);
        await readRun(fuzzed).catch((error: unknown) => expect(error).toBeInstanceOf(RunError));
      }),
      { numRuns: 500 },
    );
  });
});
