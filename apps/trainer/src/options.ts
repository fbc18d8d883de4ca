import { InvalidArgumentError } from '@commander-js/extra-typings';
import type { Recompute } from '@procrustes/training';

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

/** Parses the number of a port; 0 is any that is free. */
export function port(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError('It is a whole number from 0 to 65535.');
  }
  return value;
}

/** Parses what of the activations is to be computed again. */
export function recomputation(text: string): Recompute {
  if (text === 'none' || text === 'block' || text === 'auto') return text;
  const blocks = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(blocks) || blocks < 1) {
    throw new InvalidArgumentError('It is none, block, auto or a whole number of blocks ≥ 1.');
  }
  return blocks;
}

/** Parses a number > 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It is a number > 0.');
  return value;
}
