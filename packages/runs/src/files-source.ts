import { RunError } from './run-error.ts';
import { checkRange, pathParts, type RunSource } from './run-source.ts';

/**
 * A run whose files a user has picked or dropped in a page. They are as they were then: a browser refuses to read one that has been
 * written to since, and the message says to open the run again.
 */
export class FilesSource implements RunSource {
  readonly name: string;
  readonly #files: ReadonlyMap<string, Blob>;

  /** @param files by their paths in the run */
  constructor(name: string, files: ReadonlyMap<string, Blob>) {
    this.name = name;
    this.#files = files;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const file = this.#file(path);
    return file && this.#bytes(path, file);
  }

  async size(path: string): Promise<number | undefined> {
    return this.#file(path)?.size;
  }

  async readRange(path: string, start: number, end: number): Promise<Uint8Array | undefined> {
    const file = this.#file(path);
    checkRange(start, end);
    return file && this.#bytes(path, file.slice(start, end));
  }

  async list(folder: string): Promise<string[]> {
    const prefix = folder === '' ? '' : `${pathParts(folder).join('/')}/`;
    const names = [...this.#files.keys()].filter((path) => path.startsWith(prefix));
    return names
      .map((path) => path.slice(prefix.length))
      .filter((name) => !name.includes('/') && !name.startsWith('.'))
      .sort();
  }

  #file(path: string): Blob | undefined {
    pathParts(path);
    return this.#files.get(path);
  }

  async #bytes(path: string, part: Blob): Promise<Uint8Array> {
    try {
      return new Uint8Array(await part.arrayBuffer());
    } catch (cause) {
      throw new RunError(
        `${this.name}/${path}: cannot be read any more, it may have changed since it was picked: open the run again`,
        { cause },
      );
    }
  }
}
