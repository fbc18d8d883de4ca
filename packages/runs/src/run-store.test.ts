import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from './memory-store.ts';
import { FolderStore } from './node/folder-store.ts';
import { RunError } from './run-error.ts';
import { pathParts } from './run-source.ts';
import type { RunStore } from './run-store.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-store-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let made = 0;
const nextFolder = () => {
  made += 1;
  return join(folder, `run ${made}`);
};

const implementations: [string, () => RunStore][] = [
  ['MemoryStore', () => new MemoryStore()],
  ['FolderStore', () => new FolderStore(nextFolder())],
];

/** What every store must do. */
describe.each(implementations)('%s', (_, create) => {
  let store: RunStore;
  beforeEach(() => {
    store = create();
  });
  const text = async (path: string) => {
    const bytes = await store.read(path);
    return bytes && new TextDecoder().decode(bytes);
  };
  const write = (path: string, content: string) => store.write(path, new TextEncoder().encode(content));

  it('has a name', () => expect(store.name).not.toBe(''));

  it('reads what was written, last', async () => {
    await store.write('a.bin', Uint8Array.of(0, 255, 10));
    const bytes = await store.read('a.bin');
    expect(bytes).toEqual(Uint8Array.of(0, 255, 10));
    expect(bytes?.constructor).toBe(Uint8Array);
    await write('a.bin', 'é');
    expect(await text('a.bin')).toBe('é');
    await store.write('a.bin', new Uint8Array(0));
    expect(await text('a.bin')).toBe('');
  });

  it('keeps and gives copies', async () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    await store.write('a', bytes.subarray(1, 3));
    bytes.fill(9);
    const read = await store.read('a');
    expect(read).toEqual(Uint8Array.of(2, 3));
    read?.fill(9);
    expect(await store.read('a')).toEqual(Uint8Array.of(2, 3));
  });

  it('appends, to nothing, to what was appended and to what was written', async () => {
    await store.append('logs/a.jsonl', 'one\n');
    await store.append('logs/a.jsonl', 'zwölf\n');
    expect(await text('logs/a.jsonl')).toBe('one\nzwölf\n');
    await write('logs/a.jsonl', 'new\n');
    await store.append('logs/a.jsonl', 'more');
    expect(await text('logs/a.jsonl')).toBe('new\nmore');
    await store.append('events', Uint8Array.of(0, 255).subarray(1));
    await store.append('events', Uint8Array.of(128));
    expect(await store.read('events')).toEqual(Uint8Array.of(255, 128));
  });

  it('cuts a file to a length, and leaves a shorter one, none and a folder alone', async () => {
    await store.append('logs/a.jsonl', 'one\ntwo\n');
    await store.truncate('logs/a.jsonl', 9);
    expect(await text('logs/a.jsonl')).toBe('one\ntwo\n');
    await store.truncate('logs/a.jsonl', 4);
    expect(await text('logs/a.jsonl')).toBe('one\n');
    await store.append('logs/a.jsonl', 'three\n');
    expect(await text('logs/a.jsonl')).toBe('one\nthree\n');
    await store.truncate('logs/a.jsonl', 0);
    expect(await text('logs/a.jsonl')).toBe('');
    for (const path of ['logs', 'logs/b', 'b/c']) await store.truncate(path, 0);
    expect(await store.list('logs')).toEqual(['a.jsonl']);
    for (const length of [-1, 0.5, Number.NaN]) {
      await expect(store.truncate('logs/a.jsonl', length)).rejects.toThrow(RangeError);
    }
  });

  it('reads nothing where there is no file', async () => {
    await write('folder/a', 'x');
    for (const path of ['b', 'b/c', 'folder', 'folder/b', 'folder/a/b']) expect(await store.read(path)).toBeUndefined();
  });

  it('lists the files of a folder, not its folders', async () => {
    expect(await store.list('')).toEqual([]);
    for (const path of ['b', 'a', 'c/2', 'c/1', 'c/d/3', 'cc/4']) await write(path, 'x');
    expect(await store.list('')).toEqual(['a', 'b']);
    expect(await store.list('c')).toEqual(['1', '2']);
    expect(await store.list('c/d')).toEqual(['3']);
    expect(await store.list('e')).toEqual([]);
    expect(await store.list('a')).toEqual([]);
  });

  it('removes a file, and minds neither its absence nor a folder', async () => {
    await write('c/1', 'x');
    await write('c/2', 'x');
    await store.remove('c/1');
    await store.remove('c/1');
    await store.remove('d/1');
    await store.remove('c');
    expect(await store.list('c')).toEqual(['2']);
  });

  it('refuses to make a file a folder or a folder a file, and leaves nothing behind', async () => {
    await write('a', 'x');
    await write('b/c', 'y');
    await expect(write('a/d', 'z')).rejects.toThrow();
    await expect(store.append('a/d', 'z')).rejects.toThrow();
    await expect(write('b', 'z')).rejects.toThrow();
    await expect(store.append('b', 'z')).rejects.toThrow();
    expect(await store.list('')).toEqual(['a']);
    expect(await text('a')).toBe('x');
    expect(await text('b/c')).toBe('y');
  });

  it.each(['..', '../a', 'a/../../b', '/a', 'a//b', 'a/', '', '.', './a', 'C:/a', 'C:a', '..\\a', 'a\\b', 'a\0', '.a'])(
    'refuses the path %j',
    async (path) => {
      const bytes = new Uint8Array(1);
      await expect(store.read(path)).rejects.toThrow(RunError);
      await expect(store.write(path, bytes)).rejects.toThrow(RunError);
      await expect(store.append(path, 'x')).rejects.toThrow(RunError);
      await expect(store.truncate(path, 0)).rejects.toThrow(RunError);
      await expect(store.remove(path)).rejects.toThrow(RunError);
      if (path !== '') await expect(store.list(path)).rejects.toThrow(RunError);
    },
  );

  it('never shows a file half written', async () => {
    const contents = ['a', 'b'].map((letter) => letter.repeat(1_000_000));
    await write('a', contents[0] as string);
    let writing = true;
    const writes = (async () => {
      for (let i = 1; i < 10; i += 1) await write('a', contents[i % 2] as string);
      writing = false;
    })();
    while (writing) {
      expect(contents.includes((await text('a')) as string)).toBe(true);
      expect(await store.list('')).toEqual(['a']);
    }
    await writes;
  });
});

describe('pathParts', () => {
  it('gives the parts', () => expect(pathParts('checkpoints/step-1.bin')).toEqual(['checkpoints', 'step-1.bin']));
  it('quotes what it refuses, cut short', () => {
    expect(() => pathParts('../secret')).toThrow(
      'expected a path inside the run such as "checkpoints/a.bin", found "../secret"',
    );
    expect(() => pathParts(`../${'a'.repeat(1000)}`)).toThrow(/"\.\.\/a{77}…"$/);
  });
});
