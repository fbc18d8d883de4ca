import { RunError } from './run-error.ts';
import { checkRange, pathParts } from './run-source.ts';
import type { RunStore } from './run-store.ts';

/** A run in memory: for the browser, for tests, and the plain reference for other stores. Bytes are copied in and out. */
export class MemoryStore implements RunStore {
  readonly name: string;
  readonly #files = new Map<string, Uint8Array>();

  constructor(name = 'run in memory') {
    this.name = name;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    pathParts(path);
    const bytes = this.#files.get(path);
    return bytes && new Uint8Array(bytes);
  }

  async size(path: string): Promise<number | undefined> {
    pathParts(path);
    return this.#files.get(path)?.length;
  }

  async readRange(path: string, start: number, end: number): Promise<Uint8Array | undefined> {
    pathParts(path);
    checkRange(start, end);
    return this.#files.get(path)?.slice(start, end);
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    this.#checkPlace(path);
    this.#files.set(path, new Uint8Array(bytes));
  }

  async append(path: string, added: string | Uint8Array): Promise<void> {
    this.#checkPlace(path);
    const before = this.#files.get(path) ?? new Uint8Array(0);
    const after = typeof added === 'string' ? new TextEncoder().encode(added) : added;
    const bytes = new Uint8Array(before.length + after.length);
    bytes.set(before);
    bytes.set(after, before.length);
    this.#files.set(path, bytes);
  }

  async truncate(path: string, length: number): Promise<void> {
    pathParts(path);
    checkRange(0, length);
    const bytes = this.#files.get(path);
    if (bytes !== undefined) this.#files.set(path, bytes.slice(0, length));
  }

  async list(folder: string): Promise<string[]> {
    const prefix = folder === '' ? '' : `${pathParts(folder).join('/')}/`;
    const names: string[] = [];
    for (const path of this.#files.keys()) {
      const name = path.slice(prefix.length);
      if (path.startsWith(prefix) && !name.includes('/')) names.push(name);
    }
    return names.sort();
  }

  async remove(path: string): Promise<void> {
    pathParts(path);
    this.#files.delete(path);
  }

  /** As on a disk, nothing is a file and a folder at once. */
  #checkPlace(path: string): void {
    const parts = pathParts(path);
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('/');
      if (this.#files.has(folder))
        throw new RunError(`${this.name}: ${folder} is a file, so ${path} cannot be written`);
    }
    for (const other of this.#files.keys()) {
      if (other.startsWith(`${path}/`))
        throw new RunError(`${this.name}: ${path} is a folder, so it cannot be written`);
    }
  }
}
