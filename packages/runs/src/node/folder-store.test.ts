import { mkdir, mkdtemp, open, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FolderStore } from './folder-store.ts';
import { createRunFolder } from './run-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'folder-store-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

describe('FolderStore', () => {
  it('cleans up after a write that fails, and hides what a kill has left', async () => {
    const path = join(parent, 'a');
    const store = new FolderStore(path);
    await store.write('b/c', Uint8Array.of(1));
    await expect(store.write('b', Uint8Array.of(2))).rejects.toThrow();
    expect(await readdir(path)).toEqual(['b']);
    await writeFile(join(path, '.run.json.1234.part'), 'ha');
    expect(await store.list('')).toEqual([]);
  });

  it('removes what killed writers have left, and nothing else', async () => {
    const path = join(parent, 'a');
    const store = new FolderStore(path);
    await store.removeLeftovers();
    const part = '0f8b2c1e-1111-4222-8333-444455556666.part';
    for (const file of ['run.json', 'checkpoints/step-00000001.safetensors', `a.${part}`]) {
      await store.write(file, Uint8Array.of(1));
    }
    for (const left of [`.run.json.${part}`, `checkpoints/.best.safetensors.${part}`, '.lock', '.mine.part']) {
      await writeFile(join(path, left), 'x');
    }
    await store.removeLeftovers();
    expect((await readdir(path, { recursive: true })).sort()).toEqual([
      ...['.lock', '.mine.part', `a.${part}`, 'checkpoints', 'checkpoints/step-00000001.safetensors', 'run.json'],
    ]);
  });

  it('reads a folder that others have made', async () => {
    const path = join(parent, 'a');
    await mkdir(path);
    await writeFile(join(path, 'a'), 'x');
    expect(await new FolderStore(path).list('')).toEqual(['a']);
  });
});

/** Tells of every file and folder that is brought to the disk, by its path below the parent, once it is there. */
async function onSync(tell: (path: string) => unknown): Promise<() => void> {
  const file = await open(parent, 'r');
  const handle = Object.getPrototypeOf(file) as typeof file;
  await file.close();
  const { sync } = handle;
  const spy = vi.spyOn(handle, 'sync').mockImplementation(async function (this: typeof file) {
    // What a number stands for only Linux tells.
    const path = await readlink(`/proc/self/fd/${this.fd}`);
    await sync.call(this);
    await tell(relative(parent, path));
  });
  return () => spy.mockRestore();
}

describe.skipIf(process.platform !== 'linux')('FolderStore, for a loss of power', () => {
  it('brings a file, and every folder that it made for it, to the disk by its name', async () => {
    const synced: string[] = [];
    const restore = await onSync((path) => synced.push(path.replace(/\.[0-9a-f-]{36}\.part$/, '')));
    try {
      await new FolderStore(join(parent, 'runs/a')).write('b/c/file', Uint8Array.of(1));
    } finally {
      restore();
    }
    expect(new Set(synced)).toEqual(new Set(['', 'runs', 'runs/a', 'runs/a/b', 'runs/a/b/c', 'runs/a/b/c/.file']));
    // The name last, which stands only for what is there already.
    expect(synced.at(-1)).toBe('runs/a/b/c');
  });

  it('brings a new run’s folder there too', async () => {
    const synced: string[] = [];
    const restore = await onSync((path) => synced.push(path));
    try {
      await createRunFolder(join(parent, 'runs/a'));
    } finally {
      restore();
    }
    expect(new Set(synced)).toEqual(new Set(['', 'runs']));
  });

  it('brings what was appended there before a file that is written, also what comes while it does', async () => {
    const store = new FolderStore(join(parent, 'a'));
    await store.append('log', 'one\n');
    const synced: string[] = [];
    let more = true;
    const restore = await onSync(async (path) => {
      synced.push(dirname(path) === 'a' ? path : '');
      if (path !== 'a/log' || !more) return;
      more = false;
      await store.append('log', 'two\n');
    });
    try {
      await store.write('checkpoints/1', Uint8Array.of(1));
      expect(synced.filter((path) => path === 'a/log')).toHaveLength(1);
      await store.write('checkpoints/2', Uint8Array.of(1));
      expect(synced.filter((path) => path === 'a/log')).toHaveLength(2);
      await store.write('checkpoints/3', Uint8Array.of(1));
      expect(synced.filter((path) => path === 'a/log')).toHaveLength(2);
    } finally {
      restore();
    }
  });
});
