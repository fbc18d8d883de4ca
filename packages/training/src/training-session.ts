import {
  type Augmentation,
  Batches,
  type BatchesSettings,
  type BatchSource,
  type EvaluationBatch,
  evaluationBatches,
  type ImageSet,
  imageSide,
} from '@procrustes/data';
import { type Context, evaluationContext, type Recompute, trainingContext } from '@procrustes/layers';
import { importState, type Model, type StateDictionary, StateMismatchError } from '@procrustes/models';
import { softmaxCrossEntropy } from '@procrustes/ops';
import { NormProbe, type ObservedNorms, readScalars } from '@procrustes/probes';
import { Generator } from '@procrustes/random';
import type { MetricsRecord, NormsRecord, ValidationRecord } from '@procrustes/runs';
import { dispose, type Scalar, type Tensor4D, tensor1d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { accuracyOf } from './accuracy.ts';
import { type CheckpointRemarks, parseCheckpoint, restoreState, serializeCheckpoint } from './checkpoint.ts';
import { gradientStep } from './gradient-step.ts';
import { learningRateAt, type MultiStepSchedule } from './learning-rate.ts';
import { locateGradientOverflow, locateOverflow, type Overflow } from './locate-overflow.ts';
import { NonFiniteError } from './non-finite-error.ts';
import { type ParameterReceipt, ProjectionSchedule, type ProjectionScheduleOptions } from './projection-schedule.ts';
import { Sgd, type SgdOptions } from './sgd.ts';
import { trainableParameters } from './trainable-parameters.ts';

/** Settings of a {@link TrainingSession}. */
export interface TrainingOptions {
  /** The model's name, kept in checkpoints. */
  readonly modelName: string;
  readonly batchSize: number;
  /** The one seed that weights, order, augmentation and coin draw their named streams from. */
  readonly seed: number;
  readonly optimizer: SgdOptions;
  readonly schedule: MultiStepSchedule;
  readonly projection: ProjectionScheduleOptions;
  /** The papers' flip and zero-padded crop unless told. */
  readonly augmentation?: Augmentation;
  /** How much the backward pass computes again rather than find it kept; 'none' unless told. Changes no number. */
  readonly recompute?: Recompute;
  /** What makes the batches; `Batches`, in this thread, unless told. The session disposes of it. */
  readonly batches?: (images: ImageSet, settings: BatchesSettings) => BatchSource;
  /** False leaves the activations out of what probed steps look at: their list is then empty. True unless told. */
  readonly activationNorms?: boolean;
}

/** What one training step gave. */
export interface StepResult {
  readonly metrics: MetricsRecord;
  /** Where the step was probed. */
  readonly norms?: NormsRecord;
  /** Of the projections that were carried out, before the forward pass or after the step. */
  readonly receipts: readonly ParameterReceipt[];
}

const inThisThread: NonNullable<TrainingOptions['batches']> = (images, settings) => new Batches(images, settings);

/** Steps between looks at what zero padding leaves of a projection: they take a tenth of a second each. */
const gapEvery = 50;

/** A model in training: its weights, optimiser, data order and generators, advanced one step at a time. */
export class TrainingSession {
  readonly #model: Model;
  readonly #options: TrainingOptions;
  readonly #sgd: Sgd;
  readonly #batches: BatchSource;
  readonly #training: Context;
  readonly #evaluation: Context;
  readonly #probe: NormProbe;
  #coin: Generator;
  #projection: ProjectionSchedule;
  #step = 0;

  /** Initialises the model's weights from the seed. The session owns the model from then on. */
  constructor(model: Model, images: ImageSet, options: TrainingOptions) {
    const { seed, batchSize, augmentation, batches = inThisThread, recompute = 'none' } = options;
    this.#model = model;
    this.#options = options;
    this.#training = { ...trainingContext, recompute };
    this.#evaluation = { ...evaluationContext, recompute };
    this.#probe = new NormProbe(this.#training, { activations: options.activationNorms ?? true });
    this.#batches = batches(images, { batchSize, seed, ...(augmentation && { augmentation }) });
    this.#coin = Generator.named(seed, 'projection/coin');
    model.network.initialise(Generator.named(seed, 'initialisation'));
    this.#sgd = new Sgd(trainableParameters(model), options.optimizer);
    this.#projection = new ProjectionSchedule(model, options.projection, this.#coin, this.#sgd.velocities);
  }

  /** The model in training, to look at. */
  get model(): Model {
    return this.#model;
  }

  /** Steps taken. */
  get step(): number {
    return this.#step;
  }

  get stepsPerEpoch(): number {
    return this.#batches.stepsPerEpoch;
  }

  /**
   * One optimiser step on the next batch.
   * @param probe whether to look at the norms at every tap
   * @throws NonFiniteError where the loss, or a gradient norm that was looked at, is not finite; no optimiser step is then
   *   taken, but batches and running statistics have moved on. A gradient that is not finite behind a finite loss shows
   *   only where the step is probed; otherwise the step is taken with it, and the loss of the next one tells
   */
  async next({ probe }: { readonly probe: boolean }): Promise<StepResult> {
    const started = performance.now();
    const { images: pixels, labels: classes, epoch } = await this.#batches.next();
    const { batchSize, schedule } = this.#options;
    const images = tensor4d(pixels, [batchSize, imageSide, imageSide, 3]);
    const labels = tensor1d(classes, 'int32');
    try {
      const whitened = await this.#projection.beforeForward();
      const context = probe ? this.#probe.context : this.#training;
      const { value, gradients, accuracy, logits } = gradientStep(this.#model, images, labels, context);
      logits.dispose();
      try {
        const { loss, share, norms } = await this.#read(value, accuracy, probe);
        await this.#requireFinite(loss, norms, images);
        const learningRate = learningRateAt(schedule, epoch);
        this.#sgd.step(gradients, learningRate);
        const projected = await this.#projection.afterStep({ paddingGap: (this.#step + 1) % gapEvery === 0 });
        this.#step += 1;
        const milliseconds = performance.now() - started;
        return {
          metrics: {
            step: this.#step,
            epoch,
            loss,
            accuracy: share,
            learningRate,
            milliseconds,
            imagesPerSecond: (1000 * batchSize) / milliseconds,
          },
          ...(norms && { norms: { step: this.#step, ...norms } }),
          receipts: [...whitened, ...projected],
        };
      } finally {
        dispose([value, accuracy, ...gradients]);
      }
    } finally {
      this.#probe.dispose();
      dispose([images, labels]);
    }
  }

  /**
   * Mean loss and accuracy over a set of images, with running statistics and without augmentation. First carries out the
   * projections that are due before a forward pass, so the weights change where the model declares any: the 2018 variant's
   * head is whitened. That happens before the signal is looked at, so the weights behind it do not depend on whether and
   * when it is aborted.
   *
   * @param epoch for the record
   * @param signal stops before the next batch
   * @throws the signal's reason where it is aborted before the last batch has begun
   */
  async evaluate(set: ImageSet, epoch: number, signal?: AbortSignal): Promise<ValidationRecord> {
    await this.#projection.beforeForward();
    let loss = 0;
    let correct = 0;
    let count = 0;
    for (const batch of evaluationBatches(set, this.#options.batchSize)) {
      signal?.throwIfAborted();
      const size = batch.labels.length;
      const [batchLoss, share] = await this.#evaluateBatch(batch);
      loss += (batchLoss as number) * size;
      correct += Math.round((share as number) * size);
      count += size;
    }
    return { step: this.#step, epoch, loss: loss / count, accuracy: correct / count, images: count };
  }

  /**
   * The session as the bytes of a checkpoint.
   * @throws NonFiniteError where a weight, a running statistic or a velocity is not finite
   */
  checkpoint(remarks: CheckpointRemarks = {}): Promise<Uint8Array> {
    const progress = { step: this.#step, batches: this.#batches.state, coin: this.#coin.state };
    return serializeCheckpoint(this.#owners, this.#options.modelName, progress, remarks);
  }

  /**
   * Goes on from a checkpoint of a session with the same model, images and options: the steps that follow are the same,
   * bit for bit, as if it had never stopped. Nothing is changed unless all of it fits.
   * @param fileName for messages
   * @throws SafetensorsError for a malformed file, or one that is no checkpoint
   * @throws StateMismatchError where it is of another model: which tensor does not fit, and both shapes
   * @throws RangeError where it is of another set of images, or a generator's state is none
   */
  restore(bytes: Uint8Array, fileName: string): void {
    const checkpoint = parseCheckpoint(bytes, fileName);
    const { step, batches, coin: coinState } = checkpoint.progress;
    const coin = Generator.fromState(coinState);
    const before = this.#batches.state;
    this.#batches.restore(batches);
    try {
      restoreState(this.#owners, checkpoint, fileName);
    } catch (error) {
      this.#batches.restore(before);
      throw error;
    }
    this.#coin = coin;
    this.#projection = new ProjectionSchedule(this.#model, this.#options.projection, coin, this.#sgd.velocities);
    this.#step = step;
  }

  /**
   * Gives the network these weights and running statistics, as in a checkpoint's names and layouts; all else stays. Nothing is
   * changed unless all of it fits.
   * @param fileName for messages
   * @throws StateMismatchError where a tensor does not fit: which one, and both shapes
   */
  importState(state: StateDictionary, fileName: string): void {
    try {
      importState(this.#model.network, state);
    } catch (error) {
      if (!(error instanceof StateMismatchError)) throw error;
      throw new StateMismatchError(`${fileName} does not fit: ${error.message}`, { cause: error });
    }
  }

  /** Frees the batches, the optimiser's velocities, the probe and the network. */
  dispose(): void {
    this.#batches.dispose?.();
    this.#sgd.dispose();
    this.#probe.dispose();
    this.#model.network.dispose();
  }

  get #owners() {
    return [this.#model.network, this.#sgd];
  }

  /** Loss, accuracy and, where the step is probed, the norms, by one read-back. */
  async #read(value: Scalar, accuracy: Scalar, probe: boolean) {
    const taken = probe ? this.#probe.take() : undefined;
    const squares = [...(taken?.squares ?? [])];
    try {
      const [loss, share, ...values] = await readScalars([value, accuracy, ...squares]);
      return { loss: loss as number, share: share as number, norms: taken?.series(values) };
    } finally {
      dispose(squares);
    }
  }

  /** Loss and accuracy of one batch. */
  async #evaluateBatch({ images: pixels, labels: classes }: EvaluationBatch): Promise<Float32Array> {
    const images = tensor4d(pixels, [classes.length, imageSide, imageSide, 3]);
    const labels = tensor1d(classes, 'int32');
    let scalars: Scalar[] = [];
    try {
      scalars = tidy(() => {
        const logits = this.#model.network.forward(images, this.#evaluation);
        return [softmaxCrossEntropy(logits, labels), accuracyOf(logits, labels)];
      });
      return await readScalars(scalars);
    } finally {
      dispose([images, labels, ...scalars]);
    }
  }

  async #requireFinite(loss: number, norms: ObservedNorms | undefined, images: Tensor4D): Promise<void> {
    if (Number.isFinite(loss) && (norms?.gradient ?? []).every(Number.isFinite)) return;
    const step = this.#step + 1;
    const what = Number.isFinite(loss) ? 'a gradient norm is not finite' : `the loss is ${loss}`;
    const forward = await locateOverflow(this.#model.network, images, this.#training);
    // Behind a loss that is not finite no gradient is: the backward pass says nothing more.
    const backward = norms !== undefined && Number.isFinite(loss) ? locateGradientOverflow(norms) : undefined;
    const where =
      forward !== undefined
        ? `the activations of ${wentFirst(forward)}`
        : backward !== undefined
          ? `the activations of all blocks are finite, on the way back the gradient at ${wentFirst(backward)}`
          : 'the activations of all blocks are finite, the head overflowed';
    const { initial } = this.#options.schedule;
    throw new NonFiniteError(
      `${what} at step ${step}: ${where}; lower the learning rate (it started at ${initial})`,
      step,
      (forward ?? backward)?.site ?? null,
    );
  }
}

function wentFirst({ site, norm, before }: Overflow): string {
  const finite = before === undefined ? '' : `, ${before.norm.toExponential(1)} at ${before.site} before it`;
  return `${site} went first (norm ${norm}${finite})`;
}
