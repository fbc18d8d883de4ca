import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunError } from '../run-error.ts';
import { createRunFolder, isUnbegun, unusedRunFolder } from './run-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'run-folder-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

describe('createRunFolder', () => {
  it('makes the folder and those above it', async () => {
    const store = await createRunFolder(join(parent, 'runs', 'first'));
    expect(store.name).toBe(join(parent, 'runs', 'first'));
    await store.append('metrics.jsonl', 'x');
    expect(await readdir(store.name)).toEqual(['metrics.jsonl']);
  });

  it('refuses a folder or a file that exists, even an empty one, and says what to do', async () => {
    const path = join(parent, 'first');
    await createRunFolder(path);
    await expect(createRunFolder(path)).rejects.toThrow(RunError);
    await expect(createRunFolder(path)).rejects.toThrow(`${path}: exists already and is never overwritten: choose`);
    await writeFile(join(parent, 'file'), 'x');
    await expect(createRunFolder(join(parent, 'file'))).rejects.toThrow(RunError);
  });

  it('gives one folder to one of many who ask at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => createRunFolder(join(parent, 'one'))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('isUnbegun', () => {
  it('is true of what a start that was killed leaves, and of nothing with a file of a run or of anybody else', async () => {
    const path = join(parent, 'first');
    expect(await isUnbegun(path)).toBe(false);
    await createRunFolder(path);
    expect(await isUnbegun(path)).toBe(true);
    for (const name of ['.lock', '.lock.takeover', '.run.json.0f8b.part']) await writeFile(join(path, name), 'x');
    expect(await isUnbegun(path)).toBe(true);
    for (const name of ['run.json', 'metrics.jsonl', '.git', 'mine']) {
      await writeFile(join(path, name), 'x');
      expect(await isUnbegun(path), name).toBe(false);
      await rm(join(path, name));
    }
    await writeFile(join(parent, 'file'), 'x');
    expect(await isUnbegun(join(parent, 'file'))).toBe(false);
  });
});

describe('unusedRunFolder', () => {
  it('counts up from the name, also for many who ask at once', async () => {
    expect(basename((await unusedRunFolder(parent, 'resnet-164')).name)).toBe('resnet-164');
    expect(basename((await unusedRunFolder(parent, 'resnet-164')).name)).toBe('resnet-164-2');
    await Promise.all(Array.from({ length: 4 }, () => unusedRunFolder(join(parent, 'runs'), 'a')));
    expect((await readdir(join(parent, 'runs'))).sort()).toEqual(['a', 'a-2', 'a-3', 'a-4']);
  });

  it('refuses a name that is a path', async () => {
    await expect(unusedRunFolder(parent, '../a')).rejects.toThrow(RunError);
    await expect(unusedRunFolder(parent, 'a/b')).rejects.toThrow('expected the name of one folder, found "a/b"');
  });
});
