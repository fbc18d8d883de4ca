import { syntheticImages } from '@procrustes/data';
import { findArchitecture } from '@procrustes/models';
import { recipeFor, TrainingSession } from '@procrustes/training';

export type TinyFamily = 'resnet' | 'procresnet' | 'procresnet-2018';

/** Ten images: five steps of two an epoch. */
export const tenImages = syntheticImages({ images: 10, seed: 3 });

/** A session of one block per stage on two images a step, with the family's own recipe and its projections. */
export function tinyRun(family: TinyFamily, { projection = 0.5 } = {}): TrainingSession {
  const { optimizer, schedule } = recipeFor(family);
  return new TrainingSession(findArchitecture(family, 1).build(10), tenImages, {
    modelName: `tiny ${family}`,
    batchSize: 2,
    seed: 1,
    optimizer,
    schedule: { ...schedule, initial: 0.01 },
    projection: { mode: 'exact', probability: projection },
  });
}
