import type { Augmentation, AugmentationDraw } from './augmentation.ts';
import { imageSide, imageValues } from './image-set.ts';

/** Where an image goes to: `values` at image number `image`; must hold zeros there, which zero padding leaves as they are. */
export interface ImageTarget {
  readonly values: Float32Array;
  readonly image: number;
}

/**
 * Writes one image, flipped, then cropped, then normalised by `table`.
 * Output pixel (y, x) is pixel (y + down, x + right) of the flipped image, padded.
 */
export function writeImage(
  pixels: Uint8Array,
  source: number,
  table: Float32Array,
  { flip, down, right }: AugmentationDraw,
  padding: Augmentation['padding'],
  target: ImageTarget,
): void {
  const { values } = target;
  const columns = new Int8Array(imageSide);
  for (let x = 0; x < imageSide; x += 1) {
    const column = paddedIndex(x + right, padding);
    columns[x] = column >= 0 && flip ? imageSide - 1 - column : column;
  }
  let to = target.image * imageValues;
  for (let y = 0; y < imageSide; y += 1) {
    const row = paddedIndex(y + down, padding);
    const rowStart = source * imageValues + row * imageSide * 3;
    for (let x = 0; x < imageSide; x += 1, to += 3) {
      const column = columns[x] as number;
      if (row < 0 || column < 0) continue;
      const from = rowStart + column * 3;
      values[to] = table[pixels[from] as number] as number;
      values[to + 1] = table[256 + (pixels[from + 1] as number)] as number;
      values[to + 2] = table[512 + (pixels[from + 2] as number)] as number;
    }
  }
}

/** The row or column of the image that lies at `index` of the padded one; −1 for padding with zero. */
function paddedIndex(index: number, padding: Augmentation['padding']): number {
  if (index >= 0 && index < imageSide) return index;
  if (padding !== 'reflection') return -1;
  return index < 0 ? -index : 2 * (imageSide - 1) - index;
}
