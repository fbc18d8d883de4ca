import { corruption } from '@procrustes/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from './memory-store.ts';
import { readRun } from './read-run.ts';
import { RunError } from './run-error.ts';
import { runFiles } from './run-layout.ts';
import { RunWriter } from './run-writer.ts';
import {
  exampleDescription,
  exampleMetrics,
  exampleNorms,
  exampleProjections,
  exampleValidation,
} from './testing/index.ts';
import { truncateAfter } from './truncate-after.ts';

const files = [runFiles.description, runFiles.metrics, runFiles.norms, runFiles.projections, runFiles.validation];

async function wholeRun(): Promise<ReadonlyMap<string, Uint8Array>> {
  const store = new MemoryStore();
  const writer = await RunWriter.create(store, exampleDescription);
  for (let step = 1; step <= 40; step += 1) {
    await writer.metrics(exampleMetrics(step));
    await writer.norms(exampleNorms(step));
    await writer.projections(exampleProjections(step));
    if (step % 8 === 0) await writer.validation(exampleValidation(step));
  }
  const whole = new Map<string, Uint8Array>();
  for (const path of files) whole.set(path, (await store.read(path)) as Uint8Array);
  return whole;
}

/** The store's run, read, cut and read again: whole, or an error of the one kind that names the file. */
async function outcome(whole: ReadonlyMap<string, Uint8Array>, path: string, bytes: Uint8Array) {
  const store = new MemoryStore('runs/a');
  for (const [other, content] of whole) await store.write(other, other === path ? bytes : content);
  try {
    const run = await readRun(store);
    await truncateAfter(store, 20);
    const cut = await readRun(store);
    expect(cut.warnings).toEqual([]);
    for (const records of [cut.metrics, cut.norms, cut.projections, cut.validation]) {
      expect(records.every(({ step }) => step <= 20)).toBe(true);
    }
    return run;
  } catch (error) {
    expect(error).toBeInstanceOf(RunError);
    const { message } = error as RunError;
    expect(message).toContain(path === runFiles.description ? 'runs/a' : `runs/a/${path} line `);
    expect(message.length).toBeLessThan(600);
    // Cutting is all or nothing for each file.
    expect(Buffer.from((await store.read(path)) as Uint8Array).equals(bytes)).toBe(true);
    return undefined;
  }
}

describe('the files of a run, corrupted', () => {
  it('1,000 times: an error that names file and line, or what is there to read; never another error', async () => {
    const whole = await wholeRun();
    const before = process.resourceUsage().maxRSS;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), corruption(), async (path, corrupt) => {
        const run = await outcome(whole, path, corrupt(whole.get(path) as Uint8Array));
        if (run === undefined) refused += 1;
      }),
      { numRuns: 1000, seed: 1 },
    );
    expect(refused).toBeGreaterThan(600);
    // In KiB. The files have a few kB; nothing is allocated by what a number in them claims.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(512 * 1024);
  });

  it.each([
    ['a line that nests 200,000 deep', `${'['.repeat(200_000)}${']'.repeat(200_000)}\n`],
    ['an object that nests 200,000 deep', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}\n`],
    ['a line of 17 MiB', `"${'x'.repeat(17 * 2 ** 20)}"\n`],
    ['a list of a million', `[${'0,'.repeat(1_000_000)}0]\n`],
    ['a million empty lines', '\n'.repeat(1_000_000)],
    ['nothing but zeros', '\0'.repeat(1_000_000)],
    ['keys that are not for data', '{"__proto__":{"step":1},"constructor":1,"toString":2}\n'],
    ['numbers out of range', '{"step":1e999,"epoch":1,"loss":-1e999,"accuracy":0,"learningRate":0}\n'],
    ['half a surrogate', '{"step":"\\ud800"}\n'],
  ])('%s: an error that names file and line, or a line cut short', async (_, text) => {
    const whole = await wholeRun();
    for (const path of files) {
      const run = await outcome(whole, path, new TextEncoder().encode(text));
      if (run !== undefined) expect(run.warnings).toHaveLength(1);
    }
  });
});
