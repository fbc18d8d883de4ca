import { found, RunError } from './run-error.ts';

/**
 * Where the files of one run are kept: a folder on disk, memory, or what a page has picked.
 * A path is relative to the run, with `/` between its parts: `checkpoints/step-00000200.safetensors`.
 * One that {@link pathParts} refuses is refused by every method.
 */
export interface RunStore {
  /** What messages call this run: its folder, say. */
  readonly name: string;
  /** The file's bytes; undefined where there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Creates or replaces a file, and its folders. Afterwards, and after a kill, it is the new one or the old one, whole. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Adds text (in UTF-8) or bytes to a file's end; creates it, and its folders, if need be. A kill may leave a part of it. */
  append(path: string, added: string | Uint8Array): Promise<void>;
  /** The names of the files (not the folders) directly in a folder, sorted; '' is the run itself. Empty where there is none. */
  list(folder: string): Promise<string[]>;
  /** Removes a file; no error where there is none. */
  remove(path: string): Promise<void>;
}

/**
 * The parts of a path that stays in its run.
 * @throws RunError for a path that could climb out (`..`, absolute, drive letters, backslashes), for an empty part and
 * for one that begins with a dot: such names are a store's own, for files half written
 */
export function pathParts(path: string): readonly string[] {
  const parts = path.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (parts.every((part) => /^[^.\\:\u0000-\u001f][^\\:\u0000-\u001f]*$/.test(part))) return parts;
  throw new RunError(`expected a path inside the run such as "checkpoints/a.bin", found ${found(path)}`);
}
