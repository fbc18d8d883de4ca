import type { ImageSet } from '@procrustes/data';
import { WorkerBatches } from '@procrustes/data/node';
import type { Model } from '@procrustes/models';
import { type MultiStepSchedule, type Recipe, TrainingSession } from '@procrustes/training';

/** What differs from claim to claim. */
export interface RecipeSessionSettings {
  readonly name: string;
  readonly batchSize: number;
  readonly seed: number;
  readonly schedule: MultiStepSchedule;
}

/** Training by a recipe, but for its schedule and its batch size; the projection is exact. */
export function recipeSession(
  model: Model,
  images: ImageSet,
  { optimizer, projectionProbability }: Recipe,
  { name, ...settings }: RecipeSessionSettings,
): TrainingSession {
  return new TrainingSession(model, images, {
    ...settings,
    modelName: name,
    optimizer,
    projection: { mode: 'exact', probability: projectionProbability },
    batches: (set, batches) => new WorkerBatches(set, batches),
  });
}
