import type { ImageSet } from '@procrustes/data';
import { findArchitecture } from '@procrustes/models';
import type { RunDescription } from '@procrustes/runs';
import { type TrainingOptions, TrainingSession } from './training-session.ts';

/**
 * The training session that a run's description stands for, at its first step.
 *
 * @param training the images that it trains on
 * @param batches as in {@link TrainingOptions}
 * @throws UnknownModelError, RangeError where there is no such model, or its batches do not fit the images
 */
export function sessionOfRun(
  description: RunDescription,
  training: ImageSet,
  { batches }: Pick<TrainingOptions, 'batches'> = {},
): TrainingSession {
  const { model, optimizer, data, projection, batchSize, seed, recompute } = description;
  const { learningRate, milestones, decay, momentum, nesterov, weightDecay } = optimizer;
  const architecture = findArchitecture(model.name, model.blocksPerStage);
  return new TrainingSession(architecture.build(model.classes), training, {
    modelName: model.name,
    batchSize,
    seed,
    optimizer: { momentum, nesterov, weightDecay },
    schedule: { initial: learningRate, milestones, decay },
    projection,
    augmentation: { flip: data.augmentation.flip, padding: data.augmentation.crop },
    ...(recompute !== undefined && { recompute }),
    ...(batches !== undefined && { batches }),
  });
}
