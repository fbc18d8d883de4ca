import { subset, syntheticImages } from '@procrustes/data';
import { findArchitecture } from '@procrustes/models';
import { fetchImages } from '../fetch-images.ts';
import { loadImages } from '../load-images.ts';
import type { Claim, ClaimSettings, Finding } from './claim.ts';
import { learningPictures } from './learning-pictures.ts';
import { clearSign, meanAndDeviation, meanText } from './mean-and-deviation.ts';
import { divergences } from './probed-runs.ts';
import { type TrainedNet, trainedNet } from './trained-net.ts';

const scales = {
  quick: { blocks: 1, batchSize: 16, epochs: 2, trainingImages: 320, validationImages: 160, testImages: 320 },
  full: { blocks: 3, batchSize: 128, epochs: 30, trainingImages: 45_000, validationImages: 5000, testImages: 10_000 },
};
type Numbers = (typeof scales)['quick'];

const families = ['resnet', 'procresnet', 'procresnet-2018'] as const;

interface Trained extends TrainedNet {
  readonly name: string;
  readonly family: string;
  readonly seed: number;
}

/** Learning curves and accuracy, the same budget and seeds for all; the test set is read once. */
export const training: Claim<Numbers> = {
  name: 'training',
  title: 'Procrustes ResNets train to a better accuracy',
  statement:
    'With the same budget a Procrustes ResNet reaches a lower test error on CIFAR-10 than a ResNet of about the same size (4.75 % against 5.46 % at depths 166 and 164, after 300 epochs).',
  source: 'arXiv 1805.07477, table of section 5',
  trains: true,
  scales,
  measure,
};

async function measure({ scale, seeds, dataset, signal, note }: ClaimSettings<Numbers>): Promise<Finding> {
  const { blocks, batchSize, epochs, trainingImages, validationImages, testImages } = scale;
  const runs: Trained[] = [];
  for (const seed of seeds) {
    const images = await loadImages({ dataset, path: null, validationImages, seed }, signal);
    const training = subset(images.training, { start: 0, end: trainingImages });
    const test =
      dataset === 'synthetic'
        ? syntheticImages({ images: testImages, seed: seed + 1_000_000 })
        : subset((await fetchImages(dataset, signal)).test, { start: 0, end: testImages });
    for (const family of families) {
      note(`seed ${seed}: ${family}, ${epochs} epochs`);
      const net = findArchitecture(family, blocks);
      const plan = { batchSize, epochs, seed, images: { ...images, training }, test, signal };
      runs.push({ name: net.name, family, seed, ...(await trainedNet(net, plan)) });
    }
  }
  return finding(runs, scale, seeds[0] as number);
}

function finding(
  runs: readonly Trained[],
  { blocks, batchSize, epochs, trainingImages, testImages }: Numbers,
  shown: number,
): Finding {
  const errors = (family: string) =>
    meanAndDeviation(runs.filter((run) => run.family === family).map(({ testAccuracy }) => 100 * (1 - testAccuracy)));
  const [ordinary, ...repaired] = families.map(errors) as [ReturnType<typeof errors>, ...ReturnType<typeof errors>[]];
  const apart = repaired.map((errorsOfIt) => clearSign(errorsOfIt, ordinary));
  return {
    verdict: apart.every((sign) => sign < 0)
      ? 'supports'
      : apart.every((sign) => sign > 0)
        ? 'contradicts'
        : 'cannot tell',
    words: `Test error ${families.map((family) => `${meanText(errors(family), 2)} % of ${family}`).join(', ')}, ${epochs} epochs of ${trainingImages} images with ${blocks} blocks per stage.`,
    tables: [
      {
        title: `Test error on ${testImages} images, ${blocks} blocks per stage, batch ${batchSize}, ${epochs} epochs`,
        head: ['net', 'seed', 'epoch that validation chose', 'validation accuracy there', 'test error, %'],
        rows: runs.map(({ name, seed, chosen, testAccuracy }) => [
          name,
          String(seed),
          ...(chosen === null
            ? ['none', 'none', 'none']
            : [chosen.epoch.toFixed(0), chosen.accuracy.toFixed(4), (100 * (1 - testAccuracy)).toFixed(2)]),
        ]),
      },
    ],
    remarks: [
      'Supported where both Procrustes variants err clearly less than the ResNet, contradicted where both err clearly more. A difference counts where it is larger than the deviations over the seeds of both nets together (root of the sum of squares): with one seed there is none, and nothing can be told.',
      'The validation split chooses the epoch, by accuracy and by loss where that is the same; its weights then see the test set once.',
      `The papers train 300 epochs of 45,000 or 50,000 images at 18 to 111 blocks per stage. The rate is the papers’, in proportion to the batch (0.1 for 128 images), and falls at a half and at three quarters of the epochs, as there.`,
      ...divergences(runs),
    ],
    pictures: (document) =>
      learningPictures(
        runs.filter(({ seed }) => seed === shown),
        { document, width: 640, narrowWidth: 340 },
      ),
    measurements: runs.map(({ metrics, ...run }) => ({ ...run, losses: metrics.map(({ loss }) => loss) })),
  };
}
