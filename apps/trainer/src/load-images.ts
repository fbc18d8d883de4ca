import { resolve } from 'node:path';
import { type ImageSet, type RunImages, runImages, syntheticImages, trainingSetSizes } from '@procrustes/data';
import { loadCifar, shareImages } from '@procrustes/data/node';
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

/** The images of a run: the official training set, split by the seed. The test set is not touched. */
export async function loadImages(
  { dataset, path, validationImages, seed }: ImageSource,
  signal: AbortSignal,
): Promise<RunImages> {
  const all = await trainingSet(dataset, path, seed, signal);
  const images = await runImages(all, { validationImages, seed });
  // The thread that makes batches reads the same memory.
  return { ...images, training: shareImages(images.training) };
}

async function trainingSet(
  dataset: Dataset,
  path: string | null,
  seed: number,
  signal: AbortSignal,
): Promise<ImageSet> {
  if (dataset === 'synthetic') return syntheticImages({ images: trainingSetSizes.synthetic, seed });
  return (path === null ? await fetchImages(dataset, signal) : await loadCifar(dataset, resolve(path))).train;
}
