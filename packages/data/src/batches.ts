import { Generator } from '@procrustes/random';
import { type Augmentation, drawAugmentation, paperAugmentation } from './augmentation.ts';
import type { BatchSource } from './batch-source.ts';
import { type ImageSet, imageValues } from './image-set.ts';
import { type Normalisation, normalisations, normalisationTable } from './normalisation.ts';
import { writeImage } from './write-image.ts';

/** One training batch: images B × 32 × 32 × 3, normalised and augmented, and labels B. The arrays are the caller's to keep. */
export interface Batch {
  readonly images: Float32Array;
  readonly labels: Int32Array;
  /** The epoch this batch belongs to, from 0. */
  readonly epoch: number;
}

/** Where `Batches` stands, in plain numbers that a checkpoint can hold. */
export interface BatchesState {
  /** The epoch under way, from 0. */
  readonly epoch: number;
  /** The images already handed out in it. */
  readonly position: number;
  /** The images of the set, to refuse another set. */
  readonly images: number;
  /** The generator of the order as it stood before it drew this epoch's permutation. */
  readonly order: readonly number[];
  /** The generator of the flips and crops as it stands now. */
  readonly augmentation: readonly number[];
}

/** Settings of {@link Batches}. */
export interface BatchesSettings {
  readonly batchSize: number;
  readonly seed: number;
  /** Default: the papers' flip and zero-padded crop. */
  readonly augmentation?: Augmentation;
  /** Default: the constants of the data set. */
  readonly normalisation?: Normalisation;
}

/**
 * Endless training batches in a seeded order: a fresh permutation of all images for every epoch. The last, incomplete
 * batch of an epoch is dropped, so every batch has B images and an epoch ⌊N / B⌋ steps; another permutation drops others.
 *
 * The same seed gives the same batches, also after `restore`. The order draws from the stream `batches/order` of the
 * seed, flips and crops from `batches/augmentation`, three numbers an image.
 *
 * @example
 * const batches = new Batches(train, { batchSize: 128, seed: 7 });
 * const { images, labels } = batches.next();
 */
export class Batches implements BatchSource {
  readonly stepsPerEpoch: number;
  readonly #set: ImageSet;
  readonly #batchSize: number;
  readonly #augmentation: Augmentation;
  readonly #table: Float32Array;
  #epoch = 0;
  #position = 0;
  #orderState: readonly number[];
  #orderGenerator: Generator;
  #augmentationGenerator: Generator;
  #order: Uint32Array;

  /** @throws RangeError when the batch size is not a whole number from 1 to the number of images. */
  constructor(set: ImageSet, { batchSize, seed, augmentation, normalisation }: BatchesSettings) {
    const images = set.labels.length;
    if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > images) {
      throw new RangeError(
        `batch size ${batchSize} does not fit ${images} images: give a whole number from 1 to ${images}`,
      );
    }
    this.stepsPerEpoch = Math.floor(images / batchSize);
    this.#set = set;
    this.#batchSize = batchSize;
    this.#augmentation = augmentation ?? paperAugmentation;
    this.#table = normalisationTable(normalisation ?? normalisations[set.name]);
    this.#orderGenerator = Generator.named(seed, 'batches/order');
    this.#augmentationGenerator = Generator.named(seed, 'batches/augmentation');
    this.#orderState = this.#orderGenerator.state;
    this.#order = this.#orderGenerator.permutation(images);
  }

  /** Where the iteration stands; `restore` of it, in another process too, goes on with exactly the batches that would have followed. */
  get state(): BatchesState {
    return {
      epoch: this.#epoch,
      position: this.#position,
      images: this.#set.labels.length,
      order: [...this.#orderState],
      augmentation: [...this.#augmentationGenerator.state],
    };
  }

  /** @throws RangeError when the state is malformed or of a set with another number of images; nothing is changed then. */
  restore(state: BatchesState): void {
    const images = this.#set.labels.length;
    if (state.images !== images) {
      throw new RangeError(
        `the saved state is of a set of ${state.images} images, this one has ${images}: load the same set`,
      );
    }
    if (!Number.isSafeInteger(state.epoch) || state.epoch < 0) {
      throw new RangeError(`the saved epoch is ${state.epoch}, a whole number ≥ 0 is needed: take another checkpoint`);
    }
    if (!Number.isInteger(state.position) || state.position < 0 || state.position > images) {
      throw new RangeError(
        `the saved position is ${state.position}, 0 to ${images} is possible: take another checkpoint`,
      );
    }
    const orderGenerator = Generator.fromState(state.order);
    this.#augmentationGenerator = Generator.fromState(state.augmentation);
    this.#orderGenerator = orderGenerator;
    this.#orderState = [...state.order];
    this.#order = orderGenerator.permutation(images);
    this.#epoch = state.epoch;
    this.#position = state.position;
  }

  next(): Batch {
    const { pixels, labels } = this.#set;
    if (this.#position + this.#batchSize > labels.length) this.#startEpoch();
    const images = new Float32Array(this.#batchSize * imageValues);
    const batchLabels = new Int32Array(this.#batchSize);
    for (let image = 0; image < this.#batchSize; image += 1) {
      const source = this.#order[this.#position + image] as number;
      const draw = drawAugmentation(this.#augmentation, this.#augmentationGenerator);
      writeImage(pixels, source, this.#table, draw, this.#augmentation.padding, { values: images, image });
      batchLabels[image] = labels[source] as number;
    }
    this.#position += this.#batchSize;
    return { images, labels: batchLabels, epoch: this.#epoch };
  }

  #startEpoch(): void {
    this.#orderState = this.#orderGenerator.state;
    this.#order = this.#orderGenerator.permutation(this.#set.labels.length);
    this.#epoch += 1;
    this.#position = 0;
  }
}
