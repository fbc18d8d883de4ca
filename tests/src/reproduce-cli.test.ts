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
  expect(result).toMatchObject({ claim: name, scale: 'quick', seeds: [0] });
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

  it('needs a claim that exists: exit 2', async () => {
    for (const [name, message] of [
      [[], 'which claim?'],
      [['deep'], 'deep'],
      [['linear', '--quick', '--full'], 'exclude each other'],
    ] as const) {
      const { code, stderr } = await workplace.run(['reproduce', ...name]);
      expect(code).toBe(2);
      expect(stderr).toContain(message);
    }
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
