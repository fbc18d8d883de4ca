/**
 * A file that breaks the format, or a tensor that cannot be written or read as asked. The message names the file,
 * the tensor, what was expected and what was found.
 */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

const longestExcerpt = 80;

/** A found value for a message: as JSON, cut to 80 characters. */
export function excerpt(value: unknown): string {
  // Cutting a long string first keeps a 100 MB name from being quoted whole only to be thrown away.
  const short = typeof value === 'string' ? value.slice(0, longestExcerpt + 1) : value;
  const text = JSON.stringify(short) ?? String(value);
  return text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text;
}
