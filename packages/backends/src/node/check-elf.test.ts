import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elfHeader } from '../testing/elf-header.ts';
import { checkElf } from './check-elf.ts';
import { NativeLibraryError } from './native-library-error.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'procrustes-elf-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function refusal(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'library.so');
  await writeFile(path, bytes);
  try {
    checkElf(path);
  } catch (error) {
    expect(error).toBeInstanceOf(NativeLibraryError);
    const { message } = error as Error;
    expect(message).toContain(path);
    return message.slice(path.length);
  }
  return 'none';
}

describe.runIf(['x64', 'arm64'].includes(process.arch))('checkElf', () => {
  const [own, other] = process.arch === 'x64' ? ['x64', 'arm64'] : ['arm64', 'x64'];

  it('has nothing to say against a library for this machine', async () => {
    expect(await refusal(elfHeader({ machine: own as 'x64' }))).toBe('none');
  });

  it('names the machine that a library is made for, and the one that is needed', async () => {
    expect(await refusal(elfHeader({ machine: other as 'x64' }))).toBe(` is made for ${other}, this Node needs ${own}`);
    const narrow = elfHeader({ machine: own as 'x64' });
    narrow[4] = 1;
    expect(await refusal(narrow)).toBe(` is made for ${own} with 32 bits, this Node needs ${own}`);
    const unknown = elfHeader({ machine: own as 'x64' });
    unknown[18] = 250;
    expect(await refusal(unknown)).toMatch(/the machine of ELF number \d+, this Node needs/);
  });

  it('tells a file that is cut off from one that is no library', async () => {
    expect(await refusal(new Uint8Array(0))).toBe(' is cut off: it has 0 bytes');
    expect(await refusal(elfHeader({ machine: own as 'x64', sections: 2 }).subarray(0, 191))).toBe(
      ' is cut off: it has 191 bytes of 192',
    );
    expect(await refusal(new Uint8Array(100))).toMatch(/^ is no library of Linux/);
  });

  it('tells a file that is missing from a link that leads nowhere', async () => {
    const [missing, link] = [join(folder, 'missing.so'), join(folder, 'link.so')];
    await symlink(missing, link);
    expect(() => checkElf(missing)).toThrow(`${missing} is missing`);
    expect(() => checkElf(link)).toThrow(`${link} links to ${missing}, which is missing`);
  });
});
