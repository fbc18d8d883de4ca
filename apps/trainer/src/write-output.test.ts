import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileError } from './file-error.ts';
import { writeOutput } from './write-output.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-write-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('writeOutput', () => {
  it('writes a file anew, or, where it must not, leaves the one that is there', async () => {
    const path = join(folder, 'out.txt');
    await writeOutput(path, 'first');
    await writeOutput(path, 'second');
    await expect(writeOutput(path, 'third', { overwrite: false })).rejects.toThrow(
      new FileError(`${path} exists already and is never overwritten; choose another --out`),
    );
    expect(await readFile(path, 'utf8')).toBe('second');
  });

  it('names the folder that is missing, and a folder that is named as the file', async () => {
    const below = join(folder, 'none', 'out.txt');
    await expect(writeOutput(below, 'x', { option: '--svg' })).rejects.toThrow(
      new FileError(`${below}: there is no folder ${join(folder, 'none')}; make it, or choose another --svg`),
    );
    await expect(writeOutput(folder, 'x')).rejects.toThrow(
      new FileError(`${folder}: is a folder, not a file; name a file for --out`),
    );
    await expect(writeOutput('', 'x')).rejects.toThrow('(an empty path): does not exist; choose another --out');
  });
});
