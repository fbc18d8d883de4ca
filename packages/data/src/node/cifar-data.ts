import type { ImageSet } from '../image-set.ts';

/** The official training set (50,000 images) and test set (10,000). */
export interface CifarData {
  readonly train: ImageSet;
  readonly test: ImageSet;
}
