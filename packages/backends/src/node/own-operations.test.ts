import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildOwnOperations, ownOperationsFile } from './own-operations.ts';

// That a compiler makes of them what computes is shown by `pnpm native` and batch-norm-kernels.test.ts.
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-operations-'));
  file = ownOperationsFile(folder) as string;
  await mkdir(dirname(file));
  await writeFile(join(dirname(file), 'procrustes-000000000000.node'), 'of other sources');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const build = (compile: (args: readonly string[]) => Promise<unknown>) =>
  buildOwnOperations({ file, binding: join(folder, 'binding'), headers: join(folder, 'headers'), compile });

describe('ownOperationsFile', () => {
  it('is one file for one state of the sources', () => {
    expect(basename(file)).toMatch(/^procrustes-[0-9a-f]{12}\.node$/);
    expect(ownOperationsFile(folder)).toBe(file);
  });
});

describe('buildOwnOperations', () => {
  it('leaves the new file alone in its folder', async () => {
    let compiled: readonly string[] = [];
    await build(async (args) => {
      compiled = args;
      await writeFile(args[args.indexOf('-o') + 1] as string, 'whole');
    });
    expect(await readdir(dirname(file))).toEqual([basename(file)]);
    expect(compiled.filter((argument) => argument.endsWith('.cc')).map((path) => basename(path))).toContain(
      'batch-norm.cc',
    );
    expect(compiled).toContain('-Wl,-rpath,$ORIGIN/../binding/deps/lib');
  });

  it('leaves nothing that counts as whole where the compiler stops half-way', async () => {
    const stopped = build(async (args) => {
      await writeFile(args[args.indexOf('-o') + 1] as string, 'half');
      throw new Error('stopped');
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(await readdir(dirname(file))).not.toContain(basename(file));
  });
});
