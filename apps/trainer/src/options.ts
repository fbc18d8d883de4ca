import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Parses a whole number ≥ `least`. */
export function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It is a whole number ≥ ${least}.`);
    }
    return value;
  };
}

/** Parses a whole number of either sign. */
export function integer(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It is a whole number.');
  return value;
}

/** Parses a number > 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It is a number > 0.');
  return value;
}
