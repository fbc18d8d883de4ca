import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { checkRange, pathParts } from '../run-source.ts';
import type { RunStore } from '../run-store.ts';
import { makeFolder, syncFolder } from './durable-folder.ts';

/**
 * A run in a folder on disk, which need not exist yet. What `write` has put there outlasts a loss of power, and so does all
 * that was appended before it: a checkpoint never stands without the records that lead to it.
 */
export class FolderStore implements RunStore {
  /** The folder. */
  readonly name: string;
  /** Files with text that may not have reached the disk. */
  readonly #appended = new Set<string>();

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
    await makeFolder(dirname(place));
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
      await this.#syncAppended();
      await rename(half, place);
      await syncFolder(dirname(place));
    } catch (error) {
      await rm(half, { force: true });
      throw error;
    }
  }

  async append(path: string, added: string | Uint8Array): Promise<void> {
    const place = this.#place(path);
    await makeFolder(dirname(place));
    const file = await open(place, 'a');
    try {
      this.#appended.add(place);
      await file.writeFile(added);
    } finally {
      await file.close();
    }
  }

  async truncate(path: string, length: number): Promise<void> {
    const place = this.#place(path);
    checkRange(0, length);
    const file = await open(place, 'r+').catch(unlessAbsent(undefined));
    if (file === undefined) return;
    try {
      // Otherwise it would be filled up with zeros.
      if ((await file.stat()).size <= length) return;
      await file.truncate(length);
      await file.sync();
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

  /**
   * Removes what killed writers have left: files half written, in the run's folder and those directly in it. Only for who
   * holds the run's lock, since a living writer's file looks the same.
   */
  async removeLeftovers(): Promise<void> {
    const folders = await readdir(this.name, { withFileTypes: true }).catch(unlessAbsent([]));
    for (const folder of ['.', ...folders.filter((entry) => entry.isDirectory()).map(({ name }) => name)]) {
      const place = join(this.name, folder);
      for (const name of await readdir(place).catch(unlessAbsent<string[]>([]))) {
        if (/^\..+\.[0-9a-f-]{36}\.part$/.test(name)) await rm(join(place, name), { force: true });
      }
    }
  }

  async #syncAppended(): Promise<void> {
    for (const place of [...this.#appended]) {
      // Before, not after: what is appended meanwhile is for the next write to bring there.
      this.#appended.delete(place);
      try {
        await syncFile(place);
        await syncFolder(dirname(place));
      } catch (error) {
        this.#appended.add(place);
        throw error;
      }
    }
  }

  #place(path: string): string {
    return join(this.name, ...pathParts(path));
  }
}

/** Brings a file to the disk; it may have been removed since it was written to. */
async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+').catch(unlessAbsent(undefined));
  try {
    await file?.sync();
  } finally {
    await file?.close();
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
