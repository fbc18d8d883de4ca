import { syntheticImages } from '@procrustes/data';
import { findArchitecture, type Model } from '@procrustes/models';
import { recipeFor } from '../src/recipe.ts';
import { type TrainingOptions, TrainingSession } from '../src/training-session.ts';

/** One block per stage of every family. */
export const families = ['resnet', 'procresnet', 'procresnet-2018', 'plain', 'plain-bn'] as const;

export type FamilyName = (typeof families)[number];

/** Five images: two steps of two an epoch, and one left over. */
export const fiveImages = syntheticImages({ images: 5, seed: 3 });

/** A session on two images a step with the family's own recipe; `settings` takes the place of any part of it. */
export function tinySession(family: FamilyName, settings: Partial<TrainingOptions> = {}): TrainingSession {
  return sessionOf(tinyModel(family), family, settings);
}

export function tinyModel(family: FamilyName): Model {
  return findArchitecture(family, 1).build(10);
}

/** The same around a model that the test keeps hold of. */
export function sessionOf(
  model: Model,
  family: FamilyName,
  settings: Partial<TrainingOptions> = {},
  images = fiveImages,
): TrainingSession {
  const { optimizer, schedule } = recipeFor(family);
  return new TrainingSession(model, images, {
    modelName: `tiny ${family}`,
    batchSize: 2,
    seed: 1,
    optimizer,
    schedule: { ...schedule, initial: 0.01 },
    projection: { mode: 'exact', probability: 0.5 },
    ...settings,
  });
}
