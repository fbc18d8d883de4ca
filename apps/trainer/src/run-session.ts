import { join } from 'node:path';
import type { RunImages } from '@procrustes/data';
import { WorkerBatches } from '@procrustes/data/node';
import type { Architecture } from '@procrustes/models';
import { checkpoints, type RunDescription, RunWriter, runFiles } from '@procrustes/runs';
import type { FolderStore } from '@procrustes/runs/node';
import {
  type Checkpoint,
  keptCheckpoints,
  parseCheckpoint,
  sessionOfRun,
  type TrainingEvent,
  type TrainingSession,
  train,
} from '@procrustes/training';
import { aloneWith } from './alone-with.ts';
import { giveInitialState } from './initial-state.ts';
import { InterruptedError } from './interrupted-error.ts';
import { lastRecordedStep } from './last-recorded-step.ts';
import { LiveLine } from './live-line.ts';
import { tensorboardLog } from './tensorboard-log.ts';
import { invocation, note, quoted } from './terminal.ts';

/** A run in its folder. */
export interface OpenRun {
  readonly store: FolderStore;
  readonly description: RunDescription;
  readonly images: RunImages;
  /** A user's own; the one of the description's name unless told. */
  readonly architecture?: Architecture | undefined;
}

/** The training session that a run's description stands for; a worker thread makes its batches. */
export function sessionOf({ description, images, architecture }: Omit<OpenRun, 'store'>): TrainingSession {
  return sessionOfRun(description, images.training, {
    architecture,
    batches: (set, settings) => new WorkerBatches(set, settings),
  });
}

/**
 * Trains a new run to its end.
 * @throws InterruptedError where the signal stopped it; what it had is saved
 */
export function startRun(run: OpenRun, signal: AbortSignal): Promise<void> {
  return aloneWith(run.store, async () => {
    const session = sessionOf(run);
    let writer: RunWriter;
    try {
      await giveInitialState(session, run.description);
      writer = await RunWriter.create(run.store, run.description);
    } catch (error) {
      session.dispose();
      throw error;
    }
    await follow(run, session, writer, signal);
  });
}

/**
 * Goes on with a run from its newest checkpoint.
 * @throws InterruptedError as above; RunError where another process is at it; Error where the run has records but no
 *   checkpoint, or one that is damaged
 */
export function resumeRun(run: OpenRun, signal: AbortSignal): Promise<void> {
  const { store, description } = run;
  return aloneWith(store, async () => {
    const session = sessionOf(run);
    let writer: RunWriter;
    let best: Checkpoint['validation'];
    try {
      best = await bestSoFar(store);
      const restored = await restoreNewest(run, session);
      if (!restored) await giveInitialState(session, description);
      note(
        restored
          ? `going on from step ${session.step} of ${description.steps}`
          : 'there is no checkpoint yet: starting from the first step',
      );
      writer = await RunWriter.resume(store, session.step);
    } catch (error) {
      session.dispose();
      throw error;
    }
    await follow(run, session, writer, signal, best);
  });
}

/** @returns whether there is a checkpoint */
async function restoreNewest({ store }: OpenRun, session: TrainingSession): Promise<boolean> {
  const [newest, older] = await checkpoints(store);
  if (newest === undefined) {
    if ((await lastRecordedStep(store)) === 0) return false;
    throw new Error(
      `${store.name} has records but no checkpoint to go on from; put its checkpoints/ back, or start a new run`,
    );
  }
  const path = join(store.name, newest.path);
  try {
    session.restore((await store.read(newest.path)) ?? new Uint8Array(0), path);
    return true;
  } catch (error) {
    if (older === undefined) throw error;
    throw new Error(
      `${error instanceof Error ? error.message : error}; move ${path} away to go on from step ${older.step}`,
    );
  }
}

async function follow(
  { store, description, images }: OpenRun,
  session: TrainingSession,
  writer: RunWriter,
  signal: AbortSignal,
  soFar?: Checkpoint['validation'],
): Promise<void> {
  const { steps, probeEvery, checkpointEvery, model, projection, tensorboard } = description;
  if (projection.mode === 'reference') {
    note('projection: reference, the result of the paper’s releases with its faults, for comparison only');
  }
  const tell = tensorboard ? await tensorboardLog(store, session.step) : undefined;
  const line = new LiveLine(model.name, steps, session.step);
  try {
    const validation = images.validation.labels.length > 0 ? images.validation : undefined;
    const keepBest = soFar === undefined ? {} : { soFar };
    const plan = { steps, probeEvery, checkpointEvery, keepBest, signal, ...(validation && { validation }) };
    for await (const event of train(session, plan)) {
      line.show(event);
      await tell?.(event);
      await write(event, writer, description);
    }
  } finally {
    line.stop();
    session.dispose();
  }
  if (signal.aborted) {
    throw new InterruptedError(
      session.step < steps
        ? `stopped at step ${session.step} of ${steps}, saved; go on with:\n${invocation} train --resume ${quoted(store.name)}`
        : `stopped after the last step of ${quoted(store.name)}, which is saved`,
    );
  }
}

/**
 * The validation of the best checkpoint. A run that goes on from before it comes to the same one again, and leaves it.
 */
async function bestSoFar(store: FolderStore): Promise<Checkpoint['validation']> {
  const bytes = await store.read(runFiles.best);
  if (bytes === undefined) return undefined;
  const path = join(store.name, runFiles.best);
  try {
    return parseCheckpoint(bytes, path).validation;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}; move ${path} away to go on without it`);
  }
}

async function write(event: TrainingEvent, writer: RunWriter, { keepCheckpoints }: RunDescription): Promise<void> {
  switch (event.type) {
    case 'step':
      return writer.metrics(event.metrics);
    case 'norms':
      return writer.norms(event.norms);
    case 'projections':
      return writer.projections(event.projections);
    case 'validation':
      return writer.validation(event.validation);
    case 'best':
      await writer.best(event.bytes);
      return;
    case 'checkpoint':
      await writer.checkpoint(event.step, event.bytes, { keep: keepCheckpoints ?? keptCheckpoints });
  }
}
