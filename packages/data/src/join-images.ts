import { concatenateBytes } from './concatenate-bytes.ts';
import type { ImageSet } from './image-set.ts';

/**
 * All images of several sets as one, in that order. The pixels are copied.
 * @throws RangeError where there is no set, or they are of different data sets
 */
export function joinImages(sets: readonly ImageSet[]): ImageSet {
  const [first, ...others] = sets;
  if (first === undefined) throw new RangeError('there are no images to join: give at least one set');
  const other = others.find(({ name, classes }) => name !== first.name || classes !== first.classes);
  if (other !== undefined) {
    throw new RangeError(
      `images of ${first.name} (${first.classes} classes) and of ${other.name} (${other.classes}) do not join: give sets of one data set`,
    );
  }
  const pixels = concatenateBytes(sets.map((set) => set.pixels));
  const labels = concatenateBytes(sets.map((set) => set.labels));
  return { ...first, pixels, labels };
}
