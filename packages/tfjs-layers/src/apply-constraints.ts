import { clone, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

interface Constrained {
  readonly constraint?: unknown;
}

/**
 * Carries out the constraints of a model's trainable weights, once. `@tensorflow/tfjs-layers` 4.22 carries them out where a
 * weight is set, and not where an optimiser updates it, which does so behind its back; so call this before training and after
 * each batch.
 *
 * @example
 * applyConstraints(model);
 * await model.fit(x, y, { callbacks: { onBatchEnd: async () => applyConstraints(model) } });
 */
export function applyConstraints(model: LayersModel): void {
  for (const weight of model.trainableWeights) {
    if ((weight as Constrained).constraint == null) continue;
    // `write` carries the constraint out, but only for a tensor that is another one.
    // It frees nothing of what the constraint makes.
    tidy(() => {
      weight.write(clone(weight.read()));
    });
  }
}
