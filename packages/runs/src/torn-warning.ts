import type { LineReader } from './line-reader.ts';

/** What a user is told of a file whose last line is cut short: one text, or none. */
export function tornWarning({ file, lines, tornBytes }: LineReader): readonly string[] {
  if (tornBytes === 0) return [];
  return [`${file} line ${lines + 1}: left out, cut short after ${tornBytes} bytes (no newline)`];
}
