import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRun } from './open-run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-open-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('openRun', () => {
  it('opens a folder', async () => {
    expect((await openRun(folder)).name).toBe(folder);
  });

  it('says of what is not there, or is a file, that it is', async () => {
    const file = join(folder, 'run.json');
    await writeFile(file, '{}');
    const remedy = 'give the folder of a run, such as runs/demo/resnet-29';
    await expect(openRun(file)).rejects.toThrow(`${file}: is a file, not a folder; ${remedy}`);
    await expect(openRun(join(folder, 'none'))).rejects.toThrow(`${join(folder, 'none')}: does not exist; ${remedy}`);
    await expect(openRun(join(file, 'none'))).rejects.toThrow('a part of that path is a file');
  });
});
