import { found, RunError } from './run-error.ts';

/**
 * Where one run can be read: a folder on disk, memory, files that were picked in a page, a server. A path is relative to the run, with
 * `/` between its parts: `checkpoints/step-00000200.safetensors`. One that {@link pathParts} refuses is refused by every method.
 */
export interface RunSource {
  /** What messages call this run: its folder, say. */
  readonly name: string;
  /** The file's bytes; undefined where there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Its length in bytes, now; undefined where there is no such file. */
  size(path: string): Promise<number | undefined>;
  /**
   * Bytes `start` to `end` (exclusive) of a file, fewer where it ends before; undefined where there is no such file.
   *
   * @param room memory that the source may take for them: it is detached then, and the bytes lie in a buffer that takes its place, to be
   *   given again. One of fewer than `end − start` bytes is left alone
   */
  readRange(path: string, start: number, end: number, room?: ArrayBuffer): Promise<Uint8Array | undefined>;
  /** The names of the files (not the folders) directly in a folder, sorted; '' is the run itself. Empty where there is none. */
  list(folder: string): Promise<string[]>;
}

/**
 * The parts of a path that stays in its run.
 * @throws RunError for a path that could climb out (`..`, absolute, drive letters, backslashes), for an empty part and
 * for one that begins with a dot: such names are a store's own, for files half written
 */
export function pathParts(path: string): readonly string[] {
  const parts = path.split('/');
  if (parts.every(isPlainName)) return parts;
  throw new RunError(`expected a path inside the run such as "checkpoints/a.bin", found ${found(path)}`);
}

/** Whether {@link pathParts} takes a name as a part. */
export function isPlainName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return /^[^.\\/:\u0000-\u001f][^\\/:\u0000-\u001f]*$/.test(name);
}

/** @throws RangeError for a range that is none */
export function checkRange(start: number, end: number): void {
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end) return;
  throw new RangeError(`expected whole numbers 0 ≤ start ≤ end, found ${start} and ${end}`);
}
