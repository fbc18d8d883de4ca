import { concatenateBytes } from './concatenate-bytes.ts';
import type { ImageSet } from './image-set.ts';

/**
 * The SHA-256, in lower-case hexadecimal, of a set's labels followed by its pixels; of several sets, one after another. Two
 * runs with the same digest saw the same images with the same labels in the same order.
 *
 * @example
 * const sameData = (await digest(training, validation)) === description.data.digest;
 *
 * @throws Error in a page that was not loaded over HTTPS or from localhost, where browsers have no `crypto.subtle`.
 */
export async function digest(...sets: readonly ImageSet[]): Promise<string> {
  const { subtle } = globalThis.crypto;
  if (subtle === undefined)
    throw new Error(
      'crypto.subtle is missing, which browsers offer over HTTPS and from localhost only: load the page so',
    );
  const bytes = concatenateBytes(sets.flatMap(({ labels, pixels }) => [labels, pixels]));
  const sum = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
