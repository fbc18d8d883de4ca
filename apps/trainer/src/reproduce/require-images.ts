import { trainingSetSizes } from '@procrustes/data';
import { UsageError } from '../usage-error.ts';
import type { ChosenScale } from './chosen-scale.ts';
import type { ClaimSettings } from './claim.ts';

/** Of CIFAR-10; of synthetic images as many are made as are asked for. */
const testImagesOf = { cifar10: 10_000, synthetic: Number.POSITIVE_INFINITY };

/** @throws UsageError where a scale takes more images than there are, or a batch more than are trained on */
export function requireImages({ name, numbers }: ChosenScale, dataset: ClaimSettings['dataset']): void {
  const { batchSize = 1, validationImages = 0, trainingImages = batchSize, testImages = 0 } = numbers;
  const all = trainingSetSizes[dataset];
  const mend = `; set fewer by --set${name === 'full' && dataset === 'synthetic' ? ', or take --quick' : ''}`;
  const needed = Math.max(trainingImages, batchSize);
  if (needed + validationImages > all) {
    const sums = [
      numbers.trainingImages === undefined ? `batchSize=${batchSize}` : `trainingImages=${trainingImages}`,
      ...(validationImages > 0 ? [`validationImages=${validationImages}`] : []),
    ];
    throw new UsageError(`${dataset} has ${all} training images, too few for ${sums.join(' and ')}${mend}`);
  }
  if (batchSize > trainingImages) {
    throw new UsageError(`a batch of batchSize=${batchSize} is more than trainingImages=${trainingImages}; set either`);
  }
  if (testImages > testImagesOf[dataset]) {
    throw new UsageError(
      `${dataset} has ${testImagesOf[dataset]} test images, fewer than testImages=${testImages}${mend}`,
    );
  }
}
