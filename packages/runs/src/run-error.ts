/** A run folder that cannot be read, written or created as asked. The message names the file, and the line of it. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

/** At most `longest` characters of a text, for a message. */
export function excerpt(text: string, longest = 80): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** A found value for a message: text quoted and cut short, lists and objects by their kind alone. */
export function found(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(excerpt(value));
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
