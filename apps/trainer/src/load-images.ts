import { resolve } from 'node:path';
import { digest, type ImageSet, splitValidation, syntheticImages } from '@procrustes/data';
import { loadCifar, shareImages } from '@procrustes/data/node';
import { Generator } from '@procrustes/random';
import { fetchImages } from './fetch-images.ts';

export type Dataset = 'cifar10' | 'cifar100' | 'synthetic';

/** Where a run's images come from; all of it stands in run.json. */
export interface ImageSource {
  readonly dataset: Dataset;
  /** A folder or archive; null for the cache, or for synthetic images. */
  readonly path: string | null;
  /** Held out of the training set. */
  readonly validationImages: number;
  readonly seed: number;
}

export interface RunImages {
  readonly training: ImageSet;
  readonly validation: ImageSet;
  /** SHA-256 of both parts: the same images in the same split. */
  readonly digest: string;
}

/** How many training images there are; of synthetic ones enough for a run of some minutes. */
export const trainingImages: Readonly<Record<Dataset, number>> = { cifar10: 50_000, cifar100: 50_000, synthetic: 4000 };

/** The images of a run: the official training set, split by the seed. The test set is not touched. */
export async function loadImages(
  { dataset, path, validationImages, seed }: ImageSource,
  signal: AbortSignal,
): Promise<RunImages> {
  const all = await trainingSet(dataset, path, seed, signal);
  const split = splitValidation(all, validationImages, Generator.named(seed, 'validation split'));
  // The thread that makes batches reads the same memory.
  const training = shareImages(split.training);
  return { training, validation: split.validation, digest: await digest(training, split.validation) };
}

async function trainingSet(
  dataset: Dataset,
  path: string | null,
  seed: number,
  signal: AbortSignal,
): Promise<ImageSet> {
  if (dataset === 'synthetic') return syntheticImages({ images: trainingImages.synthetic, seed });
  return (path === null ? await fetchImages(dataset, signal) : await loadCifar(dataset, resolve(path))).train;
}
