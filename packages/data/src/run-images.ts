import { Generator } from '@procrustes/random';
import { digest } from './digest.ts';
import type { DatasetName, ImageSet } from './image-set.ts';
import { splitValidation, type ValidationSplit } from './split-validation.ts';

/** How many training images there are; of synthetic ones enough for a run of some minutes. */
export const trainingSetSizes: Readonly<Record<DatasetName, number>> = {
  cifar10: 50_000,
  cifar100: 50_000,
  synthetic: 4000,
};

/** The images of a run: those it trains on and those it holds out. */
export interface RunImages extends ValidationSplit {
  /** SHA-256 of both parts: the same images in the same split. */
  readonly digest: string;
}

/** What of a training set a run holds out. */
export interface HeldOut {
  readonly validationImages: number;
  /** The run's: the split draws from its stream `validation split`. */
  readonly seed: number;
}

/**
 * Splits a training set for a run.
 * @throws RangeError where it has no more images than are to be held out
 */
export async function runImages(all: ImageSet, { validationImages, seed }: HeldOut): Promise<RunImages> {
  const { training, validation } = splitValidation(all, validationImages, Generator.named(seed, 'validation split'));
  return { training, validation, digest: await digest(training, validation) };
}
