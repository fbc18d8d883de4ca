import type { ImageSet } from '../image-set.ts';

/** The set with its bytes in memory that workers see without a copy; itself where they are there already. */
export function shareImages(set: ImageSet): ImageSet {
  const [pixels, labels] = [shared(set.pixels), shared(set.labels)];
  return pixels === set.pixels && labels === set.labels ? set : { ...set, pixels, labels };
}

function shared(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
