import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileError } from './file-error.ts';
import { requireWritable } from './require-writable.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-writable-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('requireWritable', () => {
  it('lets a file through that is there or could be, and makes none', async () => {
    const there = join(folder, 'there.md');
    await writeFile(there, '');
    await requireWritable(there, '--write');
    await requireWritable(join(folder, 'new.md'), '--write');
    expect(existsSync(join(folder, 'new.md'))).toBe(false);
  });

  it('refuses a folder, and a file in a folder that is not there', async () => {
    await expect(requireWritable(folder, '--write')).rejects.toThrow(
      new FileError(`${folder}: is a folder, not a file; name a file for --write`),
    );
    const none = join(folder, 'none');
    await expect(requireWritable(join(none, 'new.md'), '--write')).rejects.toThrow(
      new FileError(`${none}: does not exist; make it a folder to write in, or choose another --write`),
    );
  });
});
