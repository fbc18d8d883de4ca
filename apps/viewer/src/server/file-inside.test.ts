import { spawnSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryFolder } from '../../testing/temporary-folder.ts';
import { fileInside } from './file-inside.ts';

let folder: TemporaryFolder;
let inside: string;
beforeEach(async () => {
  folder = await TemporaryFolder.create();
  await folder.write({
    'secret.txt': 'x',
    'served/run.json': '{}',
    'served/deep/a.txt': 'a',
    'served/.hidden': 'x',
    'served-too/b.txt': 'x',
  });
  inside = folder.at('served');
});
afterEach(() => folder.remove());

const link = (name: string, to: string) => symlink(to, folder.at('served', name));

describe('fileInside', () => {
  it('finds files, and links to files, where they really are', async () => {
    await link('latest', 'deep/a.txt');
    await link('deeper', 'deep');
    expect(await fileInside(inside, ['run.json'])).toEqual(['run.json']);
    expect(await fileInside(inside, ['deep', 'a.txt'])).toEqual(['deep', 'a.txt']);
    expect(await fileInside(inside, ['latest'])).toEqual(['deep', 'a.txt']);
    expect(await fileInside(inside, ['deeper', 'a.txt'])).toEqual(['deep', 'a.txt']);
  });

  it('finds nothing that is not there or is no file', async () => {
    spawnSync('mkfifo', [folder.at('served', 'pipe')]);
    const missing = [['none'], ['deep'], ['run.json', 'x'], ['deep', 'none'], ['pipe'], ['x'.repeat(5000)], ['a\0b']];
    for (const parts of missing) expect(await fileInside(inside, parts), parts.join('/')).toBeUndefined();
  });

  it.each<[string, string, string[]]>([
    ['to a file outside', '../secret.txt', []],
    ['to a folder outside', '..', ['secret.txt']],
    ['to one whose name begins alike', '../served-too', ['b.txt']],
    ['to an absolute path', '/etc', ['hostname']],
    ['to something hidden', '.hidden', []],
    ['to nothing', 'nowhere', []],
    ['to itself', 'link', []],
    ['to the folder', '.', []],
  ])('refuses a link %s', async (_what, to, rest) => {
    await link('link', to);
    expect(await fileInside(inside, ['link', ...rest])).toBeUndefined();
  });
});
