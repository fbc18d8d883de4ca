import { type ImageSet, imageValues } from './image-set.ts';

/** The images `start` … `end` − 1. */
export interface ImageRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The images of `set` at `indices`, in that order (an index may repeat), or those of a range.
 * The pixels are copied, so the whole set can be freed.
 *
 * @throws RangeError when an index lies outside the set.
 */
export function subset(set: ImageSet, indices: ArrayLike<number> | ImageRange): ImageSet {
  const images = set.labels.length;
  const chosen = 'length' in indices ? indices : rangeIndices(indices, images);
  const pixels = new Uint8Array(chosen.length * imageValues);
  const labels = new Uint8Array(chosen.length);
  for (let target = 0; target < chosen.length; target += 1) {
    const source = chosen[target] as number;
    if (!Number.isInteger(source) || source < 0 || source >= images) {
      throw new RangeError(`image ${source} does not exist: ${set.name} has images 0 to ${images - 1} here`);
    }
    pixels.set(set.pixels.subarray(source * imageValues, (source + 1) * imageValues), target * imageValues);
    labels[target] = set.labels[source] as number;
  }
  return { ...set, pixels, labels };
}

function rangeIndices({ start, end }: ImageRange, images: number): Uint32Array {
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || end > images) {
    throw new RangeError(`the range ${start} to ${end} does not lie within the ${images} images of the set`);
  }
  return Uint32Array.from({ length: end - start }, (_, offset) => start + offset);
}
