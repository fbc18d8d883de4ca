import { Generator } from '@procrustes/random';
import { type ImageSet, imageSide, imageValues } from './image-set.ts';

/** Settings of {@link syntheticImages}. */
export interface SyntheticSettings {
  readonly images: number;
  /** 1 to 256. Default 10. */
  readonly classes?: number;
  readonly seed: number;
}

interface Pattern {
  readonly colour: readonly number[];
  readonly across: number;
  readonly down: number;
}

/** The standard deviation of the noise on a pixel, in byte values: about that of the waves below it. */
const noise = 32;

/**
 * Made-up images that a small net can learn: each class has a colour and a wave of its own (its number of periods across and down),
 * each image a random phase, contrast and pixel noise. Not photographs of anything, hence `synthetic: true`.
 *
 * The classes look the same for every seed, so two seeds give a training set and a test set of one task. Class counts are as
 * even as possible, in random order.
 *
 * @throws RangeError for fewer than one image, or classes outside 1 to 256.
 */
export function syntheticImages({ images, classes = 10, seed }: SyntheticSettings): ImageSet {
  if (!Number.isInteger(images) || images < 1) throw new RangeError(`images is a whole number ≥ 1, got ${images}`);
  if (!Number.isInteger(classes) || classes < 1 || classes > 256) {
    throw new RangeError(`classes is a whole number from 1 to 256 (a label is one byte), got ${classes}`);
  }
  const patterns = Array.from({ length: classes }, (_, label) => patternOf(label));
  const generator = Generator.named(seed, 'synthetic images');
  const labels = Uint8Array.from(generator.permutation(images), (place) => place % classes);
  const pixels = new Uint8Array(images * imageValues);
  for (const [image, label] of labels.entries()) {
    paint(pixels, image * imageValues, patterns[label] as Pattern, generator);
  }
  return { name: 'synthetic', classes, size: 32, channels: 3, pixels, labels, synthetic: true };
}

function patternOf(label: number): Pattern {
  const generator = Generator.named(label, 'synthetic class');
  const colour = [0, 1, 2].map(() => 80 + 96 * generator.uniform());
  return { colour, across: generator.integer(6), down: 1 + generator.integer(5) };
}

function paint(pixels: Uint8Array, start: number, { colour, across, down }: Pattern, generator: Generator): void {
  const phase = 2 * Math.PI * generator.uniform();
  const contrast = 24 + 24 * generator.uniform();
  let to = start;
  for (let y = 0; y < imageSide; y += 1) {
    for (let x = 0; x < imageSide; x += 1) {
      const wave = contrast * Math.cos((2 * Math.PI * (across * x + down * y)) / imageSide + phase);
      for (let channel = 0; channel < 3; channel += 1, to += 1) {
        const value = (colour[channel] as number) + wave + noise * generator.normal();
        pixels[to] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
}
