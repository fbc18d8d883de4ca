import { found, RunError } from './run-error.ts';

/** The longest JSON text that is written or read, in bytes: 16 MiB. The norms of 1,000 layers take about 50 kB. */
export const longestJson = 16 * 2 ** 20;

/**
 * The value of a JSON text in UTF-8.
 * @param where the file, and the line in it, that an error's message starts with
 * @throws RunError for a text over {@link longestJson}, not UTF-8 or not JSON, quoting at most 80 characters of it
 */
export function parseJson(bytes: Uint8Array, where: string): unknown {
  checkLength(bytes.length, where);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RunError(`${where}: expected text in UTF-8, found bytes that are not`, { cause });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new RunError(`${where}: expected JSON, found ${found(text.trim())}`, { cause });
  }
}

/** @throws RunError for a text over {@link longestJson} */
export function checkLength(bytes: number, where: string): void {
  if (bytes > longestJson) throw new RunError(`${where}: expected at most ${longestJson} bytes, found ${bytes}`);
}
