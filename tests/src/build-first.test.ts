import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-build-first-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs it where `pnpm` is a program that speaks on the standard output and ends so. */
async function buildFirst(status: number) {
  await writeFile(join(folder, 'pnpm'), `#!/bin/sh\necho "built by $*"\nexit ${status}\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  return spawnSync(process.execPath, [join(root, 'build-first.mjs')], { env, encoding: 'utf8' });
}

describe('build-first', () => {
  it('leaves the standard output to the command that follows, and hands on how the build ended', async () => {
    expect(await buildFirst(0)).toMatchObject({ status: 0, stdout: '', stderr: 'built by --silent build\n' });
    expect(await buildFirst(3)).toMatchObject({ status: 3, stdout: '', stderr: 'built by --silent build\n' });
  });

  it('is how every root script builds before something else', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const building = Object.entries(scripts).filter(([, script]) => script.includes('build') && script.includes('&&'));
    expect(building.map(([name]) => name)).toContain('demo');
    for (const [name, script] of building) expect(script, name).toMatch(/^node build-first\.mjs && /);
  });
});
