import type { DatasetName } from './image-set.ts';

/** Mean and standard deviation of red, green and blue, in units of a byte (0–255). */
export interface Normalisation {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** The constants of the norm-preservation papers' releases for CIFAR-10. */
const cifar10: Normalisation = { mean: [125.3, 123.0, 113.9], deviation: [63.0, 62.1, 66.7] };

/** The constants in general use for CIFAR-100 training sets; the papers' text gives none of its own. */
const cifar100: Normalisation = { mean: [129.3, 124.1, 112.4], deviation: [68.2, 65.4, 70.4] };

/** The constants by which a data set is normalised. Synthetic images take those of CIFAR-10. */
export const normalisations: Readonly<Record<DatasetName, Normalisation>> = { cifar10, cifar100, synthetic: cifar10 };

/**
 * All values that a normalised pixel can have, as a table of 3 × 256:
 * entry 256 c + v is (v − mean_c) / deviation_c.
 */
export function normalisationTable({ mean, deviation }: Normalisation): Float32Array {
  return Float32Array.from({ length: 3 * 256 }, (_, entry) => {
    const channel = entry >> 8;
    return ((entry & 255) - (mean[channel] as number)) / (deviation[channel] as number);
  });
}
