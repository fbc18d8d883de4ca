import type { ImageSet } from '@procrustes/data';
import type { MetricsRecord, NormsRecord, ProjectionRecord, ValidationRecord } from '@procrustes/runs';
import type { TrainingSession } from './training-session.ts';

/** What a training run tells, in the order in which it happens. */
export type TrainingEvent =
  | { readonly type: 'checkpoint'; readonly step: number; readonly bytes: Uint8Array }
  | { readonly type: 'step'; readonly metrics: MetricsRecord }
  | { readonly type: 'norms'; readonly norms: NormsRecord }
  | { readonly type: 'projections'; readonly projections: ProjectionRecord }
  | { readonly type: 'validation'; readonly validation: ValidationRecord }
  | { readonly type: 'best'; readonly step: number; readonly bytes: Uint8Array };

/** How long {@link train} goes on, and what it does on the way. */
export interface TrainingPlan {
  /** Steps in total, those that the session has behind it counted in. */
  readonly steps: number;
  /** Looks at the norms at the first step and every so many; 0 never. */
  readonly probeEvery: number;
  /** A checkpoint every so many steps, and always one before the first step and one where it ends; 0 only those two. */
  readonly checkpointEvery: number;
  /** Images to validate on at the end of each epoch and of the run. */
  readonly validation?: ImageSet;
  /** Tells the weights as a checkpoint, `best`, whenever a validation was better than all before, `soFar` among them. */
  readonly keepBest?: { readonly soFar?: Pick<ValidationRecord, 'accuracy' | 'loss'> };
  /** Ends the run before the next step, with a checkpoint, and a validation before its next batch of images. */
  readonly signal?: AbortSignal;
}

/**
 * Trains, and tells what happens as events: the consumer writes them to a run, shows them, or both. The loop waits for
 * its consumer, so nothing is lost; leaving the iteration stops it.
 *
 * Where the signal is aborted, a validation that is due or under way is not told, nor made up for by a run that goes on
 * from the checkpoint that is then told as the last event; everything else of that run is as if it had never stopped.
 *
 * @throws NonFiniteError where training diverges; the checkpoints that were told before are sound
 */
export async function* train(session: TrainingSession, plan: TrainingPlan): AsyncGenerator<TrainingEvent, void, void> {
  const { steps, checkpointEvery, keepBest, signal } = plan;
  let best: Pick<ValidationRecord, 'accuracy' | 'loss'> | undefined = keepBest?.soFar;
  let saved = session.step;
  if (saved === 0) yield await checkpoint(session);
  while (session.step < steps && signal?.aborted !== true) {
    for await (const event of trainStep(session, plan)) {
      yield event;
      if (event.type !== 'validation' || keepBest === undefined || !isBetter(event.validation, best)) continue;
      const { validation } = event;
      best = validation;
      yield { type: 'best', step: validation.step, bytes: await session.checkpoint({ validation }) };
    }
    if (checkpointEvery > 0 && session.step % checkpointEvery === 0) {
      saved = session.step;
      yield await checkpoint(session);
    }
  }
  if (saved !== session.step) yield await checkpoint(session);
}

/**
 * One step of {@link train}, for a loop that goes on in another way: all that it tells but the checkpoints, the best one among them.
 * @throws NonFiniteError as above
 */
export async function* trainStep(
  session: TrainingSession,
  { steps, probeEvery, validation, signal }: Omit<TrainingPlan, 'checkpointEvery' | 'keepBest'>,
): AsyncGenerator<TrainingEvent, void, void> {
  const probe = probeEvery > 0 && session.step % probeEvery === 0;
  const { metrics, norms, receipts } = await session.next({ probe });
  yield { type: 'step', metrics };
  if (norms !== undefined) yield { type: 'norms', norms };
  if (receipts.length > 0) yield { type: 'projections', projections: { step: metrics.step, receipts } };
  if (validation !== undefined && (session.step === steps || session.step % session.stepsPerEpoch === 0)) {
    const record = await validate(session, validation, metrics.epoch, signal);
    if (record !== undefined) yield { type: 'validation', validation: record };
  }
}

/** Undefined where the signal stopped it. */
async function validate(session: TrainingSession, images: ImageSet, epoch: number, signal: AbortSignal | undefined) {
  try {
    return await session.evaluate(images, epoch, signal);
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) return undefined;
    throw error;
  }
}

/** By accuracy, by loss where that is the same; the first of equals stays, and one whose loss overflowed is none. */
function isBetter(
  { accuracy, loss }: Pick<ValidationRecord, 'accuracy' | 'loss'>,
  best: Pick<ValidationRecord, 'accuracy' | 'loss'> | undefined,
): boolean {
  if (!Number.isFinite(loss)) return false;
  if (best === undefined) return true;
  return accuracy > best.accuracy || (accuracy === best.accuracy && loss < best.loss);
}

async function checkpoint(session: TrainingSession): Promise<TrainingEvent> {
  return { type: 'checkpoint', step: session.step, bytes: await session.checkpoint() };
}
