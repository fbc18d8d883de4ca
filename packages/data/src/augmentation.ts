import type { Generator } from '@procrustes/random';

/** The pixels added on each side before a random crop. */
export const cropPadding = 4;

/**
 * What happens to a training image.
 *
 * `flip`: mirrored left to right with probability ½.
 *
 * `padding`: padded by four pixels on each side, then cropped to 32 × 32 at a random place.
 * - `zeros` pads the *normalised* image with 0, so the border has the mean colour, as in the 2018 (Torch) pipeline, which
 *   normalises before it crops.
 * - `reflection` mirrors at the border pixel without repeating it (… 2 1 | 0 1 2 …), as PyTorch's and NumPy's `reflect`
 *   and the 2020 PyTorch release do.
 * - `none` does not crop.
 */
export interface Augmentation {
  readonly flip: boolean;
  readonly padding: 'zeros' | 'reflection' | 'none';
}

/** The augmentation of the papers: flip, and random crop from zero padding. */
export const paperAugmentation: Augmentation = { flip: true, padding: 'zeros' };

/** Images as they are. */
export const noAugmentation: Augmentation = { flip: false, padding: 'none' };

/** One draw: whether to mirror, and by how many pixels (−4 … 4) the window of the crop lies below and right of the image. */
export interface AugmentationDraw {
  readonly flip: boolean;
  readonly down: number;
  readonly right: number;
}

/**
 * Draws for one image: flip, row, column, always in this order and always all three, so that two runs of the same
 * seed see the same flips and offsets whatever the augmentation leaves out.
 */
export function drawAugmentation({ flip, padding }: Augmentation, generator: Generator): AugmentationDraw {
  const flipped = generator.uniform() < 0.5;
  const down = generator.integer(2 * cropPadding + 1) - cropPadding;
  const right = generator.integer(2 * cropPadding + 1) - cropPadding;
  return padding === 'none' ? { flip: flip && flipped, down: 0, right: 0 } : { flip: flip && flipped, down, right };
}
