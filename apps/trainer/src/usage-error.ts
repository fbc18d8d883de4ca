import { distance } from 'fastest-levenshtein';

/** The command line asks for something that does not exist or does not fit together: exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The valid words nearest to one that is not: `resnet-164, resnet-272`. */
export function nearestWords(word: string, valid: readonly string[], count = 3): string {
  return [...valid]
    .sort((a, b) => distance(word, a) - distance(word, b))
    .slice(0, count)
    .join(', ');
}

/** @throws UsageError that names the nearest valid words, where the word is not valid */
export function requireWord(word: string, valid: readonly string[], what: string): string {
  if (valid.includes(word)) return word;
  const choice = valid.length > 3 ? `the nearest are ${nearestWords(word, valid)}` : `take one of ${valid.join(', ')}`;
  throw new UsageError(`there is no ${what} '${word}'; ${choice}`);
}
