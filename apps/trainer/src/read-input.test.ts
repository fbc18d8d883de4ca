import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileError } from './file-error.ts';
import { readInput } from './read-input.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes read '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('readInput', () => {
  it('reads a file, also one with spaces in its path', async () => {
    const path = join(folder, 'a b.bin');
    await writeFile(path, Uint8Array.of(1, 2, 3));
    expect(await readInput(path, 'give another')).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('says which file is missing, or is a folder, and what to do', async () => {
    const missing = join(folder, 'missing.bin');
    await expect(readInput(missing, 'give a trace')).rejects.toThrow(
      new FileError(`${missing}: does not exist; give a trace`),
    );
    await expect(readInput(folder, 'give a trace')).rejects.toThrow(
      new FileError(`${folder}: is a folder, not a file; give a trace`),
    );
  });
});
