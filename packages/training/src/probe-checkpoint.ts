import { evaluationBatches, type ImageSet, imageSide } from '@procrustes/data';
import { type Network, trainingContext } from '@procrustes/layers';
import { findArchitecture } from '@procrustes/models';
import { NormProbe, readScalars } from '@procrustes/probes';
import { Generator } from '@procrustes/random';
import type { NormsRecord, RunDescription } from '@procrustes/runs';
import { dispose, type Tensor, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { type Checkpoint, parseCheckpoint, restoreState } from './checkpoint.ts';
import { gradientStep } from './gradient-step.ts';
import { ProjectionSchedule } from './projection-schedule.ts';
import { velocityPrefix } from './sgd.ts';

/** What a checkpoint showed on a batch of images. */
export interface CheckpointObservation {
  /** Mean cross-entropy over the batch. */
  readonly loss: number;
  /** Share of the batch, in [0, 1]. */
  readonly accuracy: number;
  /** In the batch. */
  readonly images: number;
  /** At the step of the checkpoint. */
  readonly norms: NormsRecord;
}

/**
 * Norms, loss and accuracy of a checkpoint on the first images of a set, as many as the run's batch has. One forward and
 * backward pass in training mode: batch norm takes the statistics of this batch, and what is projected before a forward
 * pass (the 2018 variant's head) is, so that the norms compare with those that the run recorded. The images are not augmented.
 * The model is built for this and freed: no session, checkpoint or file is changed.
 *
 * @param fileName for messages
 * @throws SafetensorsError for a malformed file, or one that is no checkpoint
 * @throws StateMismatchError where it is of another model than the description's
 * @throws UnknownModelError where there is no such model
 * @throws RangeError where the images are of another number of classes, or there are none
 */
export async function probeCheckpoint(
  description: RunDescription,
  bytes: Uint8Array,
  fileName: string,
  set: ImageSet,
): Promise<CheckpointObservation> {
  const checkpoint = parseCheckpoint(bytes, fileName);
  const { name, blocksPerStage, classes } = description.model;
  if (set.classes !== classes) {
    throw new RangeError(
      `${fileName} tells ${classes} classes apart, the images (${set.name}) are of ${set.classes}: take others`,
    );
  }
  const [batch] = evaluationBatches(set, description.batchSize);
  if (batch === undefined) throw new RangeError('there are no images to probe it on: take others');
  const model = findArchitecture(name, blocksPerStage).build(classes);
  const probe = new NormProbe({ ...trainingContext, recompute: description.recompute ?? 'none' });
  const tensors: Tensor[] = [];
  try {
    importWeights(model.network, checkpoint, fileName);
    const coin = Generator.fromState(checkpoint.progress.coin);
    await new ProjectionSchedule(model, description.projection, coin).beforeForward();
    const count = batch.labels.length;
    const images = tensor4d(batch.images, [count, imageSide, imageSide, 3]);
    const labels = tensor1d(batch.labels, 'int32');
    tensors.push(images, labels);
    const { value, accuracy, logits, gradients } = gradientStep(model, images, labels, probe.context);
    tensors.push(value, accuracy, logits, ...gradients);
    const norms = await probe.read();
    const [loss, share] = await readScalars([value, accuracy]);
    return {
      loss: loss as number,
      accuracy: share as number,
      images: count,
      norms: { step: checkpoint.progress.step, ...norms },
    };
  } finally {
    dispose(tensors);
    probe.dispose();
    model.network.dispose();
  }
}

/** The optimiser's buffers stay out: nothing is trained. */
function importWeights(network: Network, checkpoint: Checkpoint, fileName: string): void {
  const weights = [...checkpoint.state].filter(([name]) => !name.startsWith(velocityPrefix));
  restoreState([network], { ...checkpoint, state: new Map(weights) }, fileName);
}
