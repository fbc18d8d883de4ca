import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from './memory-store.ts';
import type { NormTable } from './norm-table.ts';
import { NormTableReader, type NormTableSettings, readNormTable } from './norm-table-reader.ts';
import { type Run, readRun } from './read-run.ts';
import type { NormsRecord } from './records.ts';
import { RunError } from './run-error.ts';
import { RunWriter } from './run-writer.ts';
import { exampleDescription, exampleNorms } from './testing/index.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

async function storeOf(content: string | Uint8Array): Promise<MemoryStore> {
  const store = new MemoryStore('runs/a');
  await store.write('run.json', utf8(JSON.stringify(exampleDescription)));
  await store.write('norms.jsonl', typeof content === 'string' ? utf8(content) : content);
  return store;
}

/** What a table says, record by record. */
function recordsOf({ sites, kinds, steps, gradient, activation }: NormTable): NormsRecord[] {
  const row = (values: Float64Array | null, index: number) => [
    ...(values ?? []).slice(index * sites.length, (index + 1) * sites.length),
  ];
  return steps.map((step, index) => ({
    step,
    sites: [...sites],
    kinds: [...kinds],
    gradient: row(gradient, index),
    activation: row(activation, index),
  }));
}

/** Reads both ways, and expects the same records and warnings, or the same error. Gives what came of it. */
async function readBothWays(content: string | Uint8Array): Promise<Run | RunError> {
  const store = await storeOf(content);
  const [objects, columns] = await Promise.all(
    [readRun(store), readNormTable(store)].map((reading: Promise<unknown>) => reading.catch((error: unknown) => error)),
  );
  if (objects instanceof Error) {
    expect(objects).toBeInstanceOf(RunError);
    // A table may stumble over an earlier line, which has other taps.
    if (/; a run has one model$/.test((columns as Error).message)) return columns as RunError;
    expect(columns).toEqual(objects);
    return objects as RunError;
  }
  const run = objects as Run;
  // What a table cannot hold: nets that differ.
  const taps = new Set(run.norms.map(({ sites, kinds }) => JSON.stringify([sites, kinds])));
  if (taps.size > 1) {
    expect((columns as Error).message).toMatch(/^runs\/a\/norms.jsonl line \d+: .*; a run has one model$/);
    return columns as RunError;
  }
  const { table, warnings } = columns as Awaited<ReturnType<typeof readNormTable>>;
  expect(recordsOf(table)).toEqual(run.norms);
  expect(warnings).toEqual(run.warnings);
  return run;
}

const line = (record: object = exampleNorms(1)) => `${JSON.stringify(record)}\n`;

describe('readNormTable', () => {
  it('gives what readRun gives, of whatever the writer writes', async () => {
    const norm = fc
      .oneof(fc.double(), fc.float(), fc.constantFrom(0, Number.NaN, Infinity, -Infinity, 5e-324))
      .map((value) => value + 0);
    const kind = fc.constantFrom('stem', 'identity', 'transition', 'plain') as fc.Arbitrary<
      NormsRecord['kinds'][number]
    >;
    const site = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', '\\', 'é\u2028', '],"kinds":[', '\n', '😀'),
    );
    const run = fc
      .array(fc.tuple(site, kind), { maxLength: 6 })
      .chain((taps) =>
        fc.tuple(
          fc.constant(taps),
          fc.array(
            fc.tuple(
              fc.oneof(fc.nat(), fc.maxSafeInteger().map(Math.abs)),
              fc.array(norm, { minLength: taps.length, maxLength: taps.length }),
              fc.array(norm, { minLength: taps.length, maxLength: taps.length }),
            ),
            { minLength: 1, maxLength: 6 },
          ),
        ),
      );
    await fc.assert(
      fc.asyncProperty(run, async ([taps, rows]) => {
        const store = new MemoryStore();
        const writer = await RunWriter.create(store, exampleDescription);
        const [sites, kinds] = [taps.map(([one]) => one), taps.map(([, one]) => one)];
        for (const [step, gradient, activation] of rows)
          await writer.norms({ step, sites, kinds, gradient, activation });
        const { table } = await readNormTable(store);
        expect(recordsOf(table)).toEqual((await readRun(store)).norms);
        expect(table.steps).toHaveLength(rows.length);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['lines of Windows', `${line().trim()}\r\n${line().trim()}\r\n`],
    ['spaces', `${line()}${line().replaceAll(',', ' , ').replaceAll(':', ': ')}`],
    ['other orders of members', `${line()}${line(Object.fromEntries(Object.entries(exampleNorms(2)).reverse()))}`],
    ['members that are not known', `${line()}${line({ ...exampleNorms(2), temperature: 55 })}`],
    ['a member that stands twice', `${line()}${line().replace('{', '{"step":7,')}`],
    [
      'escapes where the writer has none',
      line({ ...exampleNorms(1), sites: ['stem', 'b', 'c', 'd'] }).replace('"b"', '"\\u0062"') +
        line({ ...exampleNorms(2), sites: ['stem', 'b', 'c', 'd'] }),
    ],
    [
      'numbers of other forms',
      `${line()}${line().replace('0.5', '5E-1').replace('0.4', '4.0e-01').replace('0.3', '0.300000000000000000000000')}`,
    ],
    ['numbers as text', `${line()}${line().replace('0.5', '"NaN"').replace('10,', '"-Infinity",')}`],
    ['no taps', line({ step: 1, sites: [], kinds: [], gradient: [], activation: [] }).repeat(2)],
    ['steps out of order', line(exampleNorms(3)) + line(exampleNorms(1)) + line(exampleNorms(Number.MAX_SAFE_INTEGER))],
  ])('reads %s as readRun does', async (_, content) => {
    expect(await readBothWays(content)).not.toBeInstanceOf(Error);
  });

  it.each<[string, string, string]>([
    ['an empty line', `${line()}\n`, 'line 2: expected JSON, found ""'],
    ['a step that is none', line() + line().replace(':1,', ':01,'), 'line 2: expected JSON'],
    ['a negative step', line() + line().replace(':1,', ':-1,'), 'line 2: step: '],
    ['half a step', line() + line().replace(':1,', ':1.5,'), 'line 2: step: '],
    ['a bare NaN', line() + line().replace('0.5', 'NaN'), 'line 2: expected JSON'],
    ['text for a number', line() + line().replace('0.5', '"0.5"'), 'line 2: gradient.0: expected a number'],
    ['a norm too few', line() + line().replace('0.5,', ''), 'found 4, 3 and 4'],
    ['a norm too many', line() + line().replace('[10,', '[9,10,'), 'found 4, 4 and 5'],
    ['more behind it', line() + line().replace('}', '}}'), 'line 2: expected JSON'],
    ['a list that goes on', line() + line().replace(']}', ',]}'), 'line 2: expected JSON'],
    ['an unknown kind', line() + line().replace('"transition"', '"head"'), 'line 2: kinds.2: '],
    ['bytes of zero', `${line()}\0\0\0\n`, 'line 2: expected JSON'],
    [
      'other taps',
      line() + line().replace('"stem"', '"root"'),
      'line 2: sites.0: expected "stem" as in the first line, found "root"; a run has one model',
    ],
    [
      'other kinds',
      line() + line().replace('"transition"', '"plain"'),
      'line 2: kinds.2: expected "transition" as in the first line, found "plain"; a run',
    ],
    [
      'fewer taps',
      line() + line({ step: 2, sites: ['a'], kinds: ['stem'], gradient: [1], activation: [1] }),
      'line 2: found 1 taps, where the first line has 4; a run has one model',
    ],
  ])('refuses %s as readRun does, or says that a run has one model', async (_, content, message) => {
    const error = await readBothWays(content);
    expect(error).toBeInstanceOf(RunError);
    expect((error as RunError).message).toContain('runs/a/norms.jsonl line 2: ');
    expect((error as RunError).message).toContain(message);
  });

  it('reads a file cut at any byte as readRun does', async () => {
    const whole = utf8(
      line() + line({ ...exampleNorms(2), activation: [Number.NaN, 1, 2, 3].map((norm) => (norm > 0 ? norm : 'NaN')) }),
    );
    for (let length = 0; length <= whole.length; length += 1) {
      const run = (await readBothWays(whole.subarray(0, length))) as Run;
      expect(run.norms).toHaveLength(whole.subarray(0, length).filter((byte) => byte === 0x0a).length);
    }
  });

  it('takes or refuses what readRun does, whichever bytes are spoilt', async () => {
    const whole = utf8(line(exampleNorms(1)) + line(exampleNorms(20)) + line(exampleNorms(300)));
    const spoilt = fc.array(
      fc.tuple(
        fc.nat(whole.length - 1),
        fc.oneof(fc.nat(255), fc.constantFrom(...utf8('"\\,.:[]{}-+eE0123456789\n '))),
      ),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(spoilt, async (changes) => {
        const bytes = whole.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        await readBothWays(bytes);
      }),
      { seed: 2, numRuns: 3000 },
    );
  });

  it('sees any letter of a name that differs from the first line', async () => {
    const sites = ['stem', 'stage1.block1', 'größe', 'stage1.block2'];
    const line = (step: number, names: readonly string[]) =>
      `${JSON.stringify({ step, sites: names, kinds: names.map((_, place) => (place === 0 ? 'stem' : 'identity')), gradient: names.map(() => 0.5), activation: names.map(() => 2) })}\n`;
    const { table } = await readNormTable(await storeOf(line(1, sites) + line(2, sites)));
    expect(table.steps).toEqual([1, 2]);
    for (const [place, name] of sites.entries()) {
      for (let letter = 0; letter < name.length; letter += 1) {
        const other = [...sites];
        other[place] = `${name.slice(0, letter)}#${name.slice(letter + 1)}`;
        await expect(readNormTable(await storeOf(line(1, sites) + line(2, other)))).rejects.toThrow(
          `line 2: sites.${place}: expected ${JSON.stringify(name)} as in the first line`,
        );
      }
    }
  });

  it('passes over activations where they are not asked for', async () => {
    const store = await storeOf(line() + line(exampleNorms(2)).replace('[10,', '[x,') + line(exampleNorms(3)));
    const { table } = await readNormTable(store, { activations: false });
    expect(table.activation).toBeNull();
    expect(table.steps).toEqual([1, 2, 3]);
    await expect(readNormTable(store)).rejects.toThrow('line 2: expected JSON');
    await expect(
      readNormTable(await storeOf(line() + line().replace(']}', ']')), { activations: false }),
    ).rejects.toThrow('line 2: expected JSON');
  });

  it('says what to do where there are more norms than are held', async () => {
    const store = await storeOf(line().repeat(10));
    const settings: NormTableSettings = { mostNorms: 39 };
    await expect(readNormTable(store, settings)).rejects.toThrow(
      'runs/a/norms.jsonl line 10: too large to be held in memory, which takes at most 39 norms of either kind: open a copy',
    );
    expect((await readNormTable(store, { mostNorms: 40 })).table.steps).toHaveLength(10);
  });
});

describe('NormTableReader', () => {
  const written = (steps: readonly number[]) => steps.map((step) => line(exampleNorms(step))).join('');

  it('goes on where it was, also in the middle of a line', async () => {
    const store = await storeOf('');
    const reader = new NormTableReader(store);
    const text = written([1, 2, 3, 4, 5]);
    const steps: number[] = [];
    for (let start = 0; start < text.length; start += 97) {
      await store.append('norms.jsonl', text.slice(start, start + 97));
      const rows = (await reader.readOn()) as NormTable;
      expect(recordsOf(rows)).toEqual(rows.steps.map(exampleNorms));
      steps.push(...rows.steps);
    }
    expect(steps).toEqual([1, 2, 3, 4, 5]);
    expect(reader.warnings).toEqual([]);
  });

  it('tells a file that was cut or written anew from one that has grown', async () => {
    for (const [after, expected] of [
      [written([1, 2, 3]), true],
      [written([1, 2]), true],
      [written([1]), false],
      ['', false],
      [written([1, 7, 8]), false],
    ] as const) {
      const store = await storeOf(written([1, 2]));
      const reader = new NormTableReader(store);
      await reader.readOn();
      await store.write('norms.jsonl', utf8(after));
      expect((await reader.readOn()) !== null).toBe(expected);
    }
  });

  it('counts all lines in what it says of one, and all rows towards its limit', async () => {
    const store = await storeOf(written([1, 2]));
    const reader = new NormTableReader(store, { mostNorms: 12 });
    await reader.readOn();
    await store.append('norms.jsonl', written([3]));
    await reader.readOn();
    await store.append('norms.jsonl', written([4]));
    await expect(reader.readOn()).rejects.toThrow('line 4: too large');
  });
});
