import { checkRange, isPlainName, pathParts, type RunSource } from './run-source.ts';

/** A run in a folder that a page has been given access to: read as it is now, so that a run still being written can be followed. */
export class DirectorySource implements RunSource {
  readonly name: string;
  readonly #folder: FileSystemDirectoryHandle;

  constructor(folder: FileSystemDirectoryHandle, name: string = folder.name) {
    this.name = name;
    this.#folder = folder;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    return this.#take(path, (file) => file);
  }

  async size(path: string): Promise<number | undefined> {
    return (await this.#file(path))?.size;
  }

  async readRange(path: string, start: number, end: number): Promise<Uint8Array | undefined> {
    pathParts(path);
    checkRange(start, end);
    return this.#take(path, (file) => file.slice(start, end));
  }

  async list(folder: string): Promise<string[]> {
    const handle = await this.#directory(folder === '' ? [] : pathParts(folder));
    const names: string[] = [];
    for await (const entry of handle?.values() ?? []) {
      if (entry.kind === 'file' && isPlainName(entry.name)) names.push(entry.name);
    }
    return names.sort();
  }

  /** A file that is written to between its opening and its reading is opened anew. */
  async #take(path: string, part: (file: File) => Blob): Promise<Uint8Array | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const file = await this.#file(path);
      if (file === undefined) return undefined;
      try {
        return new Uint8Array(await part(file).arrayBuffer());
      } catch (error) {
        if (attempt === maxAttempts) throw error;
      }
    }
  }

  async #file(path: string): Promise<File | undefined> {
    const parts = pathParts(path);
    const folder = await this.#directory(parts.slice(0, -1));
    const handle = await folder?.getFileHandle(parts.at(-1) as string).catch(unlessAbsent);
    return handle?.getFile().catch(unlessAbsent);
  }

  async #directory(parts: readonly string[]): Promise<FileSystemDirectoryHandle | undefined> {
    let folder: FileSystemDirectoryHandle | undefined = this.#folder;
    for (const part of parts) folder = await folder?.getDirectoryHandle(part).catch(unlessAbsent);
    return folder;
  }
}

/** A trainer appends a few times a second at most, so that a few attempts do. */
const maxAttempts = 5;

function unlessAbsent(error: unknown): undefined {
  if (error instanceof DOMException && (error.name === 'NotFoundError' || error.name === 'TypeMismatchError')) return;
  throw error;
}
