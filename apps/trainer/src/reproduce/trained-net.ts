import type { ImageSet } from '@procrustes/data';
import type { Architecture } from '@procrustes/models';
import type { MetricsRecord, ValidationRecord } from '@procrustes/runs';
import { NonFiniteError, recipeFor, type TrainingPlan, type TrainingSession, train } from '@procrustes/training';
import { recipeSession } from './recipe-session.ts';
import { scheduleForBatch } from './schedule-for-batch.ts';

/** What a net is trained with and judged by. */
export interface TrainedNetPlan {
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
  readonly images: { readonly training: ImageSet; readonly validation: ImageSet };
  /** Seen once, by the weights that the validation chose. */
  readonly test: ImageSet;
  readonly signal: AbortSignal;
}

/** What a net learnt. */
export interface TrainedNet {
  readonly metrics: readonly MetricsRecord[];
  readonly validation: readonly ValidationRecord[];
  /** The best validation: by accuracy, by loss where that is the same, the first of equals; null where training diverged. */
  readonly chosen: ValidationRecord | null;
  /** Of the weights of that validation; NaN where training diverged. */
  readonly testAccuracy: number;
  /** Where training left the finite numbers; null where it did not. */
  readonly diverged: string | null;
}

/**
 * Trains a net by its family's recipe, its rate in proportion to the batch, its milestones at a half and three quarters of
 * the epochs as in the papers; the validation chooses the epoch, whose weights then see the test set.
 * @throws the signal's reason where it is aborted
 */
export async function trainedNet(
  { name, family, build }: Pick<Architecture, 'name' | 'family' | 'build'>,
  { batchSize, epochs, seed, images, test, signal }: TrainedNetPlan,
): Promise<TrainedNet> {
  const recipe = recipeFor(family);
  const schedule = { ...scheduleForBatch(recipe, batchSize), milestones: [epochs / 2, (3 * epochs) / 4] };
  const model = build(images.training.classes);
  const session = recipeSession(model, images.training, recipe, { name, batchSize, seed, schedule });
  try {
    const steps = epochs * session.stepsPerEpoch;
    const plan = { steps, probeEvery: 0, checkpointEvery: 0, validation: images.validation, keepBest: {}, signal };
    const { best, ...learnt } = await learn(session, plan);
    signal.throwIfAborted();
    if (best === null) return { ...learnt, chosen: null, testAccuracy: Number.NaN };
    session.restore(best.bytes, `the best epoch of ${name}`);
    const { accuracy } = await session.evaluate(test, best.validation.epoch, signal);
    return { ...learnt, chosen: best.validation, testAccuracy: accuracy };
  } finally {
    session.dispose();
  }
}

async function learn(session: TrainingSession, plan: TrainingPlan) {
  const metrics: MetricsRecord[] = [];
  const validation: ValidationRecord[] = [];
  let best: { readonly validation: ValidationRecord; readonly bytes: Uint8Array } | null = null;
  try {
    for await (const event of train(session, plan)) {
      if (event.type === 'step') metrics.push(event.metrics);
      else if (event.type === 'validation') validation.push(event.validation);
      // Told right behind the validation that it is about.
      else if (event.type === 'best') best = { validation: validation.at(-1) as ValidationRecord, bytes: event.bytes };
    }
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    return { metrics, validation, best: null, diverged: error.message };
  }
  return { metrics, validation, best, diverged: best === null ? 'no validation had a finite loss' : null };
}
