import { prepareBackend } from '@procrustes/backends';
import { Batches, type BatchesSettings, paperAugmentation, runImages, syntheticImages } from '@procrustes/data';
import { findArchitecture } from '@procrustes/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeRun } from './describe-run.ts';
import { recipeFor } from './recipe.ts';
import { sessionOfRun } from './session-of-run.ts';
import { tinyChoices } from './testing/index.ts';
import { TrainingSession } from './training-session.ts';

beforeAll(async () => {
  await prepareBackend('wasm');
});

async function tinyRun() {
  const images = await runImages(syntheticImages({ images: 12, seed: 3 }), { validationImages: 4, seed: 3 });
  const architecture = findArchitecture('procresnet-2018', 1);
  const description = describeRun({
    ...tinyChoices,
    architecture,
    images,
    recipe: recipeFor('procresnet-2018'),
    backend: { name: 'wasm', device: 'CPU', precision: 'float32', threads: 1 },
    versions: { procrustes: '0' },
  });
  return { images, architecture, description };
}

describe('a run and its description', () => {
  it('names model, images, recipe and versions', async () => {
    const { description, images } = await tinyRun();
    expect(description).toMatchObject({
      model: { name: 'procresnet-2018-11', blocksPerStage: 1, classes: 10 },
      data: { dataset: 'synthetic', synthetic: true, source: null, origin: 'synthetic', digest: images.digest },
      optimizer: { learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 1e-4, milestones: [150, 225] },
      projection: { mode: 'exact', probability: 0.5 },
      versions: { procrustes: '0' },
    });
    expect([description.data.trainImages, description.data.validationImages]).toEqual([8, 4]);
  });

  it('trains as the session that was put together by hand, from batches that it is given', async () => {
    const { description, images, architecture } = await tinyRun();
    const { optimizer, schedule } = recipeFor('procresnet-2018');
    const byHand = new TrainingSession(architecture.build(10), images.training, {
      modelName: architecture.name,
      batchSize: 2,
      seed: 3,
      optimizer,
      schedule,
      projection: { mode: 'exact', probability: 0.5 },
    });
    let asked: BatchesSettings | undefined;
    const ofRun = sessionOfRun(description, images.training, {
      batches: (set, settings) => {
        asked = settings;
        return new Batches(set, settings);
      },
    });
    const otherSeed = sessionOfRun({ ...description, seed: 4 }, images.training);
    const losses = async (session: TrainingSession) => {
      const found = [];
      for (let step = 0; step < 3; step += 1) found.push((await session.next({ probe: false })).metrics.loss);
      session.dispose();
      return found;
    };
    const expected = await losses(byHand);
    expect(await losses(ofRun)).toEqual(expected);
    expect(await losses(otherSeed)).not.toEqual(expected);
    expect(asked).toEqual({ batchSize: 2, seed: 3, augmentation: paperAugmentation });
  });
});
