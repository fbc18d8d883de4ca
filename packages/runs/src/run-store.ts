import type { RunSource } from './run-source.ts';

/** Where the files of one run are kept: a folder on disk, or memory. Paths are those of a {@link RunSource}. */
export interface RunStore extends RunSource {
  /** Creates or replaces a file, and its folders. Afterwards, and after a kill, it is the new one or the old one, whole. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Adds text (in UTF-8) or bytes to a file's end; creates it, and its folders, if need be. A kill may leave a part of it. */
  append(path: string, added: string | Uint8Array): Promise<void>;
  /**
   * Cuts a file to its first `length` bytes; one that has no more, or is not there, stays as it is. Afterwards, and after a kill, it has
   * that length or the one before.
   */
  truncate(path: string, length: number): Promise<void>;
  /** Removes a file; no error where there is none. */
  remove(path: string): Promise<void>;
}
