import { DataFileError, type ImageSet, joinImages, parseCifarBinary } from '@procrustes/data';

/** The whole data set, training and test images: more in one go would only fill the memory. */
export const mostImages = 60_000;
export const bytesPerImage = 3073;

/**
 * Images from files in the CIFAR-10 binary format, all of them together.
 * @throws DataFileError where a file is malformed, or there is too much
 */
export async function readCifarFiles(files: readonly Blob[], nameOf: (index: number) => string): Promise<ImageSet> {
  let left = mostImages * bytesPerImage;
  for (const [index, { size }] of files.entries()) {
    left -= size;
    if (left >= 0) continue;
    throw new DataFileError(
      nameOf(index),
      `more than ${mostImages} images of ${bytesPerImage} bytes with it, which is all of CIFAR-10; pick fewer files`,
      { found: size },
    );
  }
  const sets: ImageSet[] = [];
  for (const [index, file] of files.entries()) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    sets.push(parseCifarBinary(bytes, 'cifar10', nameOf(index)));
  }
  if (sets.length === 0) throw new Error('no files were picked; pick some in the CIFAR-10 binary format');
  return joinImages(sets);
}
