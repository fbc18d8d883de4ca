import { prepareBackend } from '@procrustes/backends';
import { digest, subset, syntheticImages } from '@procrustes/data';
import { findArchitecture } from '@procrustes/models';
import { createRunFolder } from '@procrustes/runs/node';
import { recipeFor } from '@procrustes/training';
import { tinyChoices } from '@procrustes/training/testing';
import { describeRun } from '../src/run-description.ts';
import type { OpenRun } from '../src/run-session.ts';

/** A run in a new folder on wasm: four steps of two images, so many of them an epoch, a checkpoint after each step. */
export async function tinyOpenRun(folder: string, { stepsPerEpoch = 4 } = {}): Promise<OpenRun> {
  const all = syntheticImages({ images: 12, seed: 3 });
  const [training, validation] = [
    subset(all, { start: 0, end: 2 * stepsPerEpoch }),
    subset(all, { start: 8, end: 12 }),
  ];
  const images = { training, validation, digest: await digest(training, validation) };
  const description = describeRun({
    ...tinyChoices,
    architecture: findArchitecture('procresnet', 1),
    images,
    recipe: recipeFor('procresnet'),
    backend: await prepareBackend('wasm'),
  });
  return { store: await createRunFolder(folder), description, images };
}
