import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FormulationTable, formulationsOf } from '@procrustes/backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formulationTableFile, formulationTableText } from './formulation-table-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-table-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the file of the table of formulations', () => {
  it('is this clone’s, and as the command would write it', async () => {
    const { table } = formulationsOf('wasm') as { table: FormulationTable };
    expect(await readFile(formulationTableFile(), 'utf8')).toBe(formulationTableText(table));
  });

  it('is found from the built program, and where there is no clone said to be missing', async () => {
    const program = pathToFileURL(join(folder, 'apps/trainer/dist/bench/x.js')).href;
    expect(() => formulationTableFile(program)).toThrow(
      /^there is no .*formulation-table\.ts: --tune rewrites .* of a clone; run it in one, or leave --tune out$/,
    );
    const wasm = join(folder, 'packages/backends/src/wasm');
    await mkdir(wasm, { recursive: true });
    await writeFile(join(wasm, 'formulation-table.ts'), '');
    expect(formulationTableFile(program)).toBe(join(wasm, 'formulation-table.ts'));
  });

  it('quotes what needs quotes', () => {
    const text = formulationTableText({
      measured: { date: "it's\\", processor: 'x', versions: { node: '20', '@a/b': '1' }, batchSize: 2, rounds: 3 },
      choices: {},
    });
    expect(text).toContain("    date: 'it\\'s\\\\',\n");
    expect(text).toContain("    versions: {\n      node: '20',\n      '@a/b': '1',\n    },\n    batchSize: 2,\n");
    expect(text).toContain('  choices: {},\n};\n');
  });
});
