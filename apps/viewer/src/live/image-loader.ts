import { type RunImages, runImages, syntheticImages, trainingSetSizes } from '@procrustes/data';
import { fetchCifarImages } from './fetch-cifar-images.ts';
import type { ImageChoice } from './protocol.ts';
import { readCifarFiles } from './read-cifar-files.ts';

/** Told while images are loaded; progress in [0, 1], or null. */
export type LoadingListener = (message: string, progress: number | null) => void;

export interface LoadedImages extends RunImages {
  readonly dataset: 'synthetic' | 'cifar10';
  /** For run.json, where they are not the whole of what the data set's own origin has. */
  readonly origin?: string;
}

/**
 * Loads the images of a run and holds a tenth out, as the trainer does unless told; keeps the last ones, so that the next
 * who asks for the same need not wait.
 */
export class ImageLoader {
  #last: { readonly choice: ImageChoice; readonly seed: number; readonly images: Promise<LoadedImages> } | undefined;

  load(choice: ImageChoice, seed: number, tell: LoadingListener): Promise<LoadedImages> {
    const last = this.#last;
    if (last !== undefined && last.seed === seed && same(last.choice, choice)) return last.images;
    const images = load(choice, seed, tell);
    this.#last = { choice, seed, images };
    images.catch(() => {
      // The next one tries again.
      this.#last = undefined;
    });
    return images;
  }
}

async function load(choice: ImageChoice, seed: number, tell: LoadingListener): Promise<LoadedImages> {
  switch (choice.kind) {
    case 'synthetic': {
      const images = trainingSetSizes.synthetic;
      tell(`making ${images} synthetic images`, null);
      return { dataset: 'synthetic', ...(await split(syntheticImages({ images, seed }), seed)) };
    }
    case 'cifar10': {
      const told = (progress: number | null) => tell('loading CIFAR-10 images', progress);
      told(null);
      return { dataset: 'cifar10', ...(await split(await fetchCifarImages(choice.url, told), seed)) };
    }
    case 'files': {
      const names = choice.files.map(({ name }) => name);
      tell(`reading ${names.join(', ')}`, null);
      const all = await readCifarFiles(choice.files, (index) => names[index] as string);
      return { dataset: 'cifar10', origin: `files: ${names.join(', ')}`, ...(await split(all, seed)) };
    }
  }
}

const split = (all: Parameters<typeof runImages>[0], seed: number) =>
  runImages(all, { validationImages: Math.floor(all.labels.length / 10), seed });

/** A file that was picked again is another. */
function same(one: ImageChoice, other: ImageChoice): boolean {
  if (one.kind === 'files' && other.kind === 'files') {
    return one.files.length === other.files.length && one.files.every((file, index) => file === other.files[index]);
  }
  return JSON.stringify(one) === JSON.stringify(other);
}
