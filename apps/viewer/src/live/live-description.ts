/// <reference types="vite/client" />
import type { PreparedBackend } from '@procrustes/backends';
import { findArchitecture } from '@procrustes/models';
import type { RunDescription } from '@procrustes/runs';
import { describeRun, recipeFor } from '@procrustes/training';
import { version_core } from '@tensorflow/tfjs-core';
import manifest from '../../package.json?raw';
import type { LoadedImages } from './image-loader.ts';
import type { LiveFamily, LiveSettings } from './live-settings.ts';

/** Steps between the checkpoints that are kept in memory; more where one takes long. */
export const checkpointEvery = 25;

/**
 * What stands for a net in training here, as for a run of the trainer: what the page does not settle is what
 * `procrustes train` takes unless told, so that the same settings give the same numbers.
 *
 * @throws RangeError where the blocks are no whole number ≥ 1, or the images too few for a batch
 */
export function liveDescription(
  family: LiveFamily,
  settings: LiveSettings,
  images: LoadedImages,
  backend: PreparedBackend,
): RunDescription {
  const { blocks, projection, batchSize, learningRate, seed, probeEvery } = settings;
  const architecture = findArchitecture(family, blocks);
  const recipe = recipeFor(architecture.family);
  const count = images.training.labels.length;
  if (!(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= count)) {
    throw new RangeError(
      `batch size ${batchSize} does not fit ${count} images: give a whole number from 1 to ${count}`,
    );
  }
  return describeRun({
    architecture,
    source: { dataset: images.dataset, path: null, ...(images.origin !== undefined && { origin: images.origin }) },
    images,
    recipe: { ...recipe, schedule: { ...recipe.schedule, initial: learningRate ?? recipe.schedule.initial } },
    crop: 'zeros',
    projection,
    tangentMomentum: false,
    batchSize,
    steps: recipe.epochs * Math.floor(count / batchSize),
    probeEvery,
    checkpointEvery,
    tensorboard: false,
    recompute: 'none',
    seed,
    backend,
    versions: {
      procrustes: (JSON.parse(manifest) as { version: string }).version,
      '@tensorflow/tfjs-core': version_core,
      browser: navigator.userAgent,
    },
  });
}
