import { joinImages, parseCifarBinary } from '@procrustes/data';
import { describe, expect, it } from 'vitest';
import { bytesPerImage, mostImages, readCifarFiles } from './read-cifar-files.ts';

const nameOf = (index: number) => `file-${index}.bin`;

/** Images of the labels 0, 1, 2 … */
function images(count: number): Uint8Array<ArrayBuffer> {
  const label = (index: number) => (index / bytesPerImage) % 10;
  return new Uint8Array(count * bytesPerImage).map((_, index) =>
    index % bytesPerImage === 0 ? label(index) : index % 251,
  );
}

describe('readCifarFiles', () => {
  it('reads all images of all files, in their order', async () => {
    const parts = [images(2), images(3)];
    const found = await readCifarFiles(
      parts.map((bytes) => new Blob([bytes])),
      nameOf,
    );
    expect(found).toEqual(joinImages(parts.map((bytes) => parseCifarBinary(bytes, 'cifar10', 'one'))));
    expect([...found.labels]).toEqual([0, 1, 0, 1, 2]);
  });

  it('names the file that is cut short, has a wrong label, or is empty', async () => {
    const whole = new Blob([images(1)]);
    const cut = new Blob([images(1).subarray(1)]);
    await expect(readCifarFiles([whole, cut], nameOf)).rejects.toThrow('file-1.bin: expected 3073 bytes');
    const wrong = images(1).fill(77, 0, 1);
    await expect(readCifarFiles([new Blob([wrong])], nameOf)).rejects.toThrow('file-0.bin: record 0 has label 77');
    await expect(readCifarFiles([new Blob([])], nameOf)).rejects.toThrow('file-0.bin: expected 3073 bytes');
    await expect(readCifarFiles([], nameOf)).rejects.toThrow('no files were picked');
  });

  it('reads no file at all where they are too large together', async () => {
    let read = 0;
    const large = (share: number) =>
      ({
        size: Math.ceil(share * mostImages) * bytesPerImage,
        arrayBuffer: async () => {
          read += 1;
          return new ArrayBuffer(0);
        },
      }) as Blob;
    await expect(readCifarFiles([large(0.5), large(0.6)], nameOf)).rejects.toThrow(
      'file-1.bin: more than 60000 images of 3073 bytes with it',
    );
    expect(read).toBe(0);
  });
});
