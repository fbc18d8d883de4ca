import { type CifarLayout, cifarLayouts, recordBytes } from './cifar-layout.ts';
import { DataFileError } from './data-file-error.ts';
import { type ImageSet, imageSide, imageValues } from './image-set.ts';

/**
 * Reads the official binary format: one record after the other, without a header. A record of CIFAR-10 is the label (one byte)
 * and 3072 bytes of pixels, of CIFAR-100 the coarse label, the fine label (the class) and the pixels; pixels are all red, then
 * all green, then all blue values, each row by row.
 *
 * @param fileName only for the messages.
 * @throws DataFileError when the bytes are no whole number of records (at least one), or a label is out of range.
 */
export function parseCifarBinary(bytes: Uint8Array, dataset: 'cifar10' | 'cifar100', fileName: string): ImageSet {
  const layout = cifarLayouts[dataset];
  const size = recordBytes(layout);
  const records = Math.ceil(bytes.length / size);
  if (records === 0 || bytes.length !== records * size) {
    const expected = Math.max(1, records) * size;
    throw DataFileError.size(fileName, expected, bytes.length, `whole ${layout.title} records of ${size}`);
  }
  const set = emptyImageSet(layout, records);
  decodeRecords(bytes, layout, fileName, set, 0);
  return set;
}

/** A set of `images` black images, to decode records into. */
export function emptyImageSet(layout: CifarLayout, images: number): ImageSet {
  const { name, classes } = layout;
  const pixels = new Uint8Array(images * imageValues);
  return { name, classes, size: 32, channels: 3, pixels, labels: new Uint8Array(images), synthetic: false };
}

/** Decodes whole records into `set`, from image number `first` on. */
export function decodeRecords(
  bytes: Uint8Array,
  layout: CifarLayout,
  fileName: string,
  set: ImageSet,
  first: number,
): void {
  const { labelValues } = layout;
  const size = recordBytes(layout);
  const plane = imageSide * imageSide;
  for (let record = 0; record * size < bytes.length; record += 1) {
    const start = record * size;
    for (const [place, values] of labelValues.entries()) {
      const label = bytes[start + place] as number;
      if (label >= values) {
        throw new DataFileError(
          fileName,
          `record ${record} has label ${label}, but ${layout.title} has 0 to ${values - 1} there; the file is damaged or of another data set`,
        );
      }
      set.labels[first + record] = label;
    }
    let from = start + labelValues.length;
    let to = (first + record) * imageValues;
    for (let pixel = 0; pixel < plane; pixel += 1, from += 1, to += 3) {
      set.pixels[to] = bytes[from] as number;
      set.pixels[to + 1] = bytes[from + plane] as number;
      set.pixels[to + 2] = bytes[from + 2 * plane] as number;
    }
  }
}
