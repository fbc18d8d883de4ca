/** The data sets this package knows. */
export type DatasetName = 'cifar10' | 'cifar100' | 'synthetic';

/** The side of an image in pixels. */
export const imageSide = 32;

/** The number of bytes, and of normalised values, of one image: 32 × 32 × 3. */
export const imageValues = imageSide * imageSide * 3;

/**
 * N labelled 32 × 32 colour images.
 *
 * `pixels` has shape N × 32 × 32 × 3 (row, column, then red, green, blue), one byte 0–255 each; `labels` has shape N.
 * `synthetic` is true for images that this package made up; every place that shows a result of them says so.
 */
export interface ImageSet {
  readonly name: DatasetName;
  readonly classes: number;
  readonly size: 32;
  readonly channels: 3;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly synthetic: boolean;
}
