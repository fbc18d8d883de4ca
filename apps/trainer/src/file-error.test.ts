import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { explainFileError, FileError, fileError } from './file-error.ts';

/** An error as Node makes it of what the system says. */
const systemError = (code: string, syscall: string, path?: string) =>
  Object.assign(new Error(`${code}: what the system says, ${syscall}`), { code, syscall, ...(path && { path }) });

describe('fileError', () => {
  it.each([
    ['ENOENT', 'a/b.bin: does not exist; give another'],
    ['ENOTDIR', 'a/b.bin: does not exist, since a part of that path is a file; give another'],
    ['EISDIR', 'a/b.bin: is a folder, not a file; give another'],
    ['EACCES', 'a/b.bin: permission denied; give another'],
    ['EROFS', 'a/b.bin: the disk is read-only: make it writable (EROFS: what the system says, open); give another'],
    ['EMFILE', 'a/b.bin: EMFILE: what the system says, open; give another'],
  ])('says of %s which file, why, and what to do', (code, message) => {
    const cause = systemError(code, 'open');
    const error = fileError(cause, 'a/b.bin', 'give another');
    expect(error).toBeInstanceOf(FileError);
    expect(error.message).toBe(message);
    expect(error.cause).toBe(cause);
  });

  it('has words for a path that is empty', () => {
    expect(fileError(systemError('ENOENT', 'open'), '', 'give one').message).toMatch(/^\(an empty path\): /);
  });
});

describe('explainFileError', () => {
  it('puts what the system says of a path in plain words', async () => {
    const raw = await readFile('/no/such/file').catch((error: unknown) => error);
    expect(explainFileError(raw)).toMatchObject({
      name: 'FileError',
      message: '/no/such/file: does not exist; see to it, or name another place (open)',
    });
    expect((explainFileError(systemError('EACCES', 'mkdir', 'runs')) as Error).message).toBe(
      'runs: permission denied; give yourself the right to it (mkdir), or name another place',
    );
  });

  it('leaves every other error as it is', () => {
    const explained = fileError(systemError('ENOENT', 'open'), 'x', 'give another');
    const others = [
      new Error('of us'),
      systemError('EPIPE', 'write'),
      systemError('ENOENT', 'spawn git', 'git'),
      explained,
      'text',
      undefined,
    ];
    for (const other of others) expect(explainFileError(other)).toBe(other);
  });
});
