import { symlink } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryFolder } from '../../testing/temporary-folder.ts';
import { findRuns, isRun } from './find-runs.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await TemporaryFolder.create();
});
afterEach(() => folder.remove());

const makeRuns = (...paths: string[]) =>
  folder.write(Object.fromEntries(paths.map((path) => [`${path}/run.json`, '{}'])));

const found = async (...limits: Parameters<typeof findRuns> extends [string, ...infer Rest] ? Rest : never) =>
  (await findRuns(folder.path, ...limits)).runs.map((path) => path.join('/'));

describe('findRuns', () => {
  it('finds the runs of a folder three levels down, in the order in which people count', async () => {
    await makeRuns('b-10', 'b-2', 'demo/one', 'x/y/z', 'x/y/z2/too-deep');
    await folder.write({ 'empty/file.txt': 'x' });
    expect(await findRuns(folder.path)).toEqual({
      runs: [['b-2'], ['b-10'], ['demo', 'one'], ['x', 'y', 'z']],
      truncated: false,
    });
  });

  it('finds the folder itself where it is a run, and nothing in a run', async () => {
    await makeRuns('.', 'inner');
    expect((await findRuns(folder.path)).runs).toEqual([[]]);
    expect((await findRuns(folder.at('inner'))).runs).toEqual([[]]);
  });

  it('leaves out what is hidden, linked or no run', async () => {
    await makeRuns('.hidden', 'real', 'folder-of-that-name/run.json');
    await symlink('real', folder.at('linked'));
    await symlink('/', folder.at('everything'));
    expect(await found()).toEqual(['folder-of-that-name/run.json', 'real']);
  });

  it('stops at its limits, says so, and then has what is least deep', async () => {
    await makeRuns('a/1', 'a/2', 'b', 'c');
    const limits = { depth: 3, runs: 100, folders: 100 };
    expect(await findRuns(folder.path, { ...limits, runs: 2 })).toEqual({ runs: [['b'], ['c']], truncated: true });
    expect(await findRuns(folder.path, { ...limits, folders: 3 })).toEqual({ runs: [['b']], truncated: true });
    expect(await findRuns(folder.path, { ...limits, depth: 1 })).toEqual({ runs: [['b'], ['c']], truncated: false });
    expect((await findRuns(folder.path, { ...limits, runs: 4, folders: 6 })).truncated).toBe(false);
  });

  it('finds nothing in a folder that has gone', async () => {
    expect(await findRuns(folder.at('gone'))).toEqual({ runs: [], truncated: false });
  });
});

describe('isRun', () => {
  it('is where findRuns would look', async () => {
    await makeRuns('a', 'x/y/z/too-deep');
    await symlink('a', folder.at('linked-inside'));
    expect(await isRun(folder.path, ['a'])).toBe(true);
    expect(await isRun(folder.path, ['x', 'y', 'z', 'too-deep'])).toBe(false);
    expect(await isRun(folder.path, ['x'])).toBe(false);
  });
});
