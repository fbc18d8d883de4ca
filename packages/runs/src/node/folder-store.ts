import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { checkRange, pathParts } from '../run-source.ts';
import type { RunStore } from '../run-store.ts';

/** A run in a folder on disk, which need not exist yet. */
export class FolderStore implements RunStore {
  /** The folder. */
  readonly name: string;

  constructor(folder: string) {
    this.name = folder;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const buffer = await readFile(this.#place(path)).catch(unlessAbsent(undefined));
    return buffer && new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  }

  async size(path: string): Promise<number | undefined> {
    const found = await stat(this.#place(path)).catch(unlessAbsent(undefined));
    return found?.isDirectory() ? undefined : found?.size;
  }

  async readRange(path: string, start: number, end: number): Promise<Uint8Array | undefined> {
    const place = this.#place(path);
    checkRange(start, end);
    const file = await open(place, 'r').catch(unlessAbsent(undefined));
    if (file === undefined) return undefined;
    try {
      const found = await file.stat();
      if (found.isDirectory()) return undefined;
      const bytes = new Uint8Array(Math.max(0, Math.min(end, found.size) - start));
      let read = 0;
      while (read < bytes.length) {
        const { bytesRead } = await file.read(bytes, read, bytes.length - read, start + read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return bytes.subarray(0, read);
    } finally {
      await file.close();
    }
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    const place = this.#place(path);
    await mkdir(dirname(place), { recursive: true });
    // In the same folder, since only within a file system a rename is all or nothing; with a dot, which `list` hides.
    const half = join(dirname(place), `.${basename(place)}.${randomUUID()}.part`);
    try {
      const file = await open(half, 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(half, place);
    } catch (error) {
      await rm(half, { force: true });
      throw error;
    }
  }

  async append(path: string, text: string): Promise<void> {
    const place = this.#place(path);
    await mkdir(dirname(place), { recursive: true });
    const file = await open(place, 'a');
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  }

  async list(folder: string): Promise<string[]> {
    const place = folder === '' ? this.name : this.#place(folder);
    const entries = await readdir(place, { withFileTypes: true }).catch(unlessAbsent([]));
    return entries
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  }

  async remove(path: string): Promise<void> {
    await rm(this.#place(path)).catch(unlessAbsent(undefined));
  }

  #place(path: string): string {
    return join(this.name, ...pathParts(path));
  }
}

/** A handler that turns "there is no such file (or folder)" into a value and throws everything else again. */
function unlessAbsent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (absent.has(error.code)) return value;
    throw error;
  };
}

const absent = new Set<string | undefined>(['ENOENT', 'ENOTDIR', 'EISDIR', 'ERR_FS_EISDIR']);
