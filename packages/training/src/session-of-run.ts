import type { ImageSet } from '@procrustes/data';
import { type Architecture, findArchitecture } from '@procrustes/models';
import type { RunDescription } from '@procrustes/runs';
import { type TrainingOptions, TrainingSession } from './training-session.ts';

export interface SessionOfRunOptions extends Pick<TrainingOptions, 'batches'> {
  /** A user's own; the one of the description's name unless told. */
  readonly architecture?: Architecture | undefined;
}

/**
 * The training session that a run's description stands for, at its first step.
 *
 * @param training the images that it trains on
 * @throws UnknownModelError, RangeError where there is no such model, or its batches do not fit the images
 */
export function sessionOfRun(
  description: RunDescription,
  training: ImageSet,
  {
    batches,
    architecture = findArchitecture(description.model.name, description.model.blocksPerStage),
  }: SessionOfRunOptions = {},
): TrainingSession {
  const { model, optimizer, data, projection, batchSize, seed, recompute } = description;
  const { learningRate, milestones, decay, momentum, nesterov, weightDecay } = optimizer;
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
