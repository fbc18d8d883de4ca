import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from '../testing/run-cli.ts';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
});
afterAll(() => workplace?.remove());

const trained = ['depth', 'ratios', 'transitions', 'initialisation', 'ablation', 'training'];
const computed = ['linear', 'release-faults'];
const wanted = process.env.PROCRUSTES_LONG_TESTS === '1';
const reason = wanted ? '' : ' (skipped: it trains several nets; set PROCRUSTES_LONG_TESTS=1 to run it)';

interface Result {
  readonly claim: string;
  readonly verdict: string;
  readonly words: string;
  readonly scale: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly changes: readonly { number: string; own: number; set: number }[];
  readonly seeds: readonly number[];
  readonly dataset: string | null;
  readonly environment: { readonly command: string };
  readonly tables: readonly { title: string; head: readonly string[]; rows: readonly (readonly string[])[] }[];
  readonly measurements: unknown;
}

async function reproduced(name: string): Promise<{ readonly result: Result; readonly page: string }> {
  const { code, stdout, stderr } = await workplace.run([
    ...['reproduce', name, '--quick', '--seeds', '1', '--dataset', 'synthetic', '--backend', 'wasm'],
    ...['--out', name, '--json'],
  ]);
  expect(code, stderr).toBe(0);
  const result = JSON.parse(await workplace.text(name, 'result.json')) as Result;
  const { verdict, words, tables } = result;
  expect(JSON.parse(stdout)).toMatchObject({ claim: name, verdict, words, tables, folder: name });
  expect(['supports', 'contradicts', 'cannot tell']).toContain(verdict);
  expect(words).toMatch(/\d/);
  expect(words).not.toContain('NaN');
  expect(result).toMatchObject({ claim: name, scale: 'quick', changes: [], seeds: [0] });
  expect(result.environment.command).toContain(`reproduce ${name} --quick --seeds 1`);
  for (const { head, rows } of tables) {
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toHaveLength(head.length);
  }
  const markdown = await workplace.text(name, 'result.md');
  expect(markdown).toContain('**The claim.**');
  expect(markdown).toContain(tables[0]?.rows[0]?.[0]);
  const page = await workplace.text(name, 'result.html');
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  expect(page).toContain('<svg');
  return { result, page };
}

describe('reproduce', () => {
  it('lists every claim', async () => {
    const { code, stdout } = await workplace.run(['reproduce', '--list', '--json']);
    expect(code).toBe(0);
    const listed = JSON.parse(stdout) as { name: string; statement: string; source: string }[];
    expect(listed.map(({ name }) => name).sort()).toEqual([...trained, ...computed].sort());
    for (const { statement, source } of listed) expect(Math.min(statement.length, source.length)).toBeGreaterThan(20);
  });

  it('lists them alone too, with the numbers of their scales; or one of them', async () => {
    const alone = await workplace.run(['reproduce']);
    expect(alone).toMatchObject({ code: 0, stderr: '' });
    for (const name of [...trained, ...computed]) expect(alone.stdout).toContain(` ${name} `);
    const one = await workplace.run(['reproduce', 'ablation', '--list']);
    for (const { stdout } of [alone, one]) expect(stdout).toMatch(/steps\W+16\W+3000\W/);
    expect(one.stdout).not.toContain('linear');
  });

  it('needs a claim that exists, and numbers that it has: exit 2', async () => {
    for (const [name, message] of [
      [['--full'], 'which claim? one of depth, ratios,'],
      [['lineer'], "no claim 'lineer'; the nearest are linear,"],
      [['linear', '--quick', '--full'], 'exclude each other'],
      [['linear', '--set', 'sise=8'], "no number 'sise'; linear --quick has size=16 doublings=5"],
      [['linear', '--full', '--set', 'size=0'], "'0' is not a whole number ≥ 1; linear --full has size=64 doublings=8"],
      [['training', '--full', '--dataset', 'synthetic'], 'synthetic has 4000 training images'],
    ] as const) {
      const { code, stderr } = await workplace.run(['reproduce', ...name]);
      expect(code).toBe(2);
      expect(stderr).toContain(message);
    }
  });

  it('takes other numbers than the scale’s own, and tells them in everything that it writes', async () => {
    const { code, stdout, stderr } = await workplace.run([
      ...['reproduce', 'linear', '--set', 'size=4', '--set', 'doublings=2', '--seeds', '1', '--backend', 'wasm'],
      ...['--out', 'set'],
    ]);
    expect(code, stderr).toBe(0);
    const told = 'size is 4 instead of 16, doublings is 2 instead of 5.';
    const result = JSON.parse(await workplace.text('set', 'result.json')) as Result;
    expect(result).toMatchObject({ scale: 'quick', numbers: { size: 4, doublings: 2 } });
    expect(result.changes).toEqual([
      { number: 'size', own: 16, set: 4 },
      { number: 'doublings', own: 5, set: 2 },
    ]);
    expect(result.tables[0]?.rows).toHaveLength(3);
    expect(result.words).toContain(told);
    expect(result.environment.command).toContain('reproduce linear --quick --set size=4 --set doublings=2 --seeds 1');
    expect(await workplace.text('set', 'result.md')).toContain(told);
    expect(await workplace.text('set', 'result.html')).toContain(told);
    expect(stdout).toContain(told);
    expect(stdout).toContain('\nreport: set/result.html\n');
  });

  it('never writes over a folder', async () => {
    await workplace.run(['reproduce', 'linear', '--seeds', '1', '--out', 'taken']);
    const { code, stderr } = await workplace.run(['reproduce', 'linear', '--seeds', '1', '--out', 'taken']);
    expect(code).toBe(1);
    expect(stderr).toContain('never overwritten');
  });

  it('finds the linear theorem’s bound kept by every factorisation', async () => {
    const { result } = await reproduced('linear');
    expect(result).toMatchObject({ verdict: 'supports', dataset: null });
    for (const { largestNorm, bound } of result.measurements as { largestNorm: number; bound: number }[]) {
      expect(largestNorm).toBeLessThanOrEqual(bound);
    }
  });

  it('finds what the releases get wrong, and that ours does not', async () => {
    const { result } = await reproduced('release-faults');
    expect(result.verdict).toBe('supports');
    const { faults } = result.measurements as { faults: { quantity: string; reference: number; exact: number }[] };
    const energy = faults.find(({ quantity }) => quantity.startsWith('share of the energy'));
    expect(energy?.exact).toBeGreaterThan(0.98);
    expect(energy?.reference).toBeLessThan(0.2);
  });

  it.skipIf(!wanted).each(trained)(`measures %s${reason}`, async (name) => {
    const { result, page } = await reproduced(name);
    expect(result.dataset).toBe('synthetic');
    expect(page).toContain('SYNTHETIC DATA');
  });

  it.skipIf(!wanted)(`gives the same numbers again${reason}`, async () => {
    const again = await workplace.run([
      ...['reproduce', 'transitions', '--seeds', '1', '--dataset', 'synthetic', '--backend', 'wasm'],
      ...['--out', 'again', '--json'],
    ]);
    expect(again.code, again.stderr).toBe(0);
    const first = JSON.parse(await workplace.text('transitions', 'result.json')) as Result;
    const second = JSON.parse(await workplace.text('again', 'result.json')) as Result;
    expect(second.measurements).toEqual(first.measurements);
  });
});
