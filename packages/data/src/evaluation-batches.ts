import { type ImageSet, imageValues } from './image-set.ts';
import { type Normalisation, normalisations, normalisationTable } from './normalisation.ts';
import { writeImage } from './write-image.ts';

/** Images b × 32 × 32 × 3, normalised, and their labels; b is the batch size or, in the last batch, what is left. */
export interface EvaluationBatch {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

const asItIs = { flip: false, down: 0, right: 0 };

/**
 * All images of `set` once, in order, normalised and not augmented; the last batch may be short.
 *
 * @throws RangeError when the batch size is not a whole number ≥ 1.
 */
export function* evaluationBatches(
  set: ImageSet,
  batchSize: number,
  normalisation: Normalisation = normalisations[set.name],
): IterableIterator<EvaluationBatch> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`a batch size is a whole number ≥ 1, got ${batchSize}`);
  }
  const table = normalisationTable(normalisation);
  for (let start = 0; start < set.labels.length; start += batchSize) {
    const end = Math.min(start + batchSize, set.labels.length);
    const values = new Float32Array((end - start) * imageValues);
    for (let source = start; source < end; source += 1) {
      writeImage(set.pixels, source, table, asItIs, 'none', { values, image: source - start });
    }
    yield { images: values, labels: Int32Array.from(set.labels.subarray(start, end)) };
  }
}
