import type { Generator } from '@procrustes/random';
import type { ImageSet } from './image-set.ts';
import { subset } from './subset.ts';

/** A training set and the images held out of it. */
export interface ValidationSplit {
  readonly training: ImageSet;
  readonly validation: ImageSet;
}

/**
 * Holds `validationImages` images out of a training set. The two parts are disjoint and together the whole set, each in
 * the original order. The held-out images are drawn at random with class counts as even as possible: they differ
 * by at most one between classes that have images left.
 *
 * @throws RangeError when `validationImages` is not a whole number from 0 to N − 1, or a label is out of range.
 */
export function splitValidation(set: ImageSet, validationImages: number, generator: Generator): ValidationSplit {
  const images = set.labels.length;
  if (!Number.isInteger(validationImages) || validationImages < 0 || validationImages >= images) {
    throw new RangeError(
      `cannot hold out ${validationImages} of ${images} images: give a whole number from 0 to ${images - 1}`,
    );
  }
  const byClass: number[][] = Array.from({ length: set.classes }, () => []);
  for (const index of generator.permutation(images)) {
    const label = set.labels[index] as number;
    const members = byClass[label];
    if (members === undefined)
      throw new RangeError(`image ${index} has label ${label}, the set has ${set.classes} classes`);
    members.push(index);
  }

  // Rounds over the classes in a random order, so that the remainder does not always fall to the first classes.
  const order = generator.permutation(set.classes);
  const heldOut = new Uint8Array(images);
  let left = validationImages;
  while (left > 0) {
    for (const label of order) {
      const index = left > 0 ? byClass[label]?.pop() : undefined;
      if (index === undefined) continue;
      heldOut[index] = 1;
      left -= 1;
    }
  }
  const indices = (flag: number) => Array.from(heldOut.keys()).filter((index) => heldOut[index] === flag);
  return { training: subset(set, indices(0)), validation: subset(set, indices(1)) };
}
