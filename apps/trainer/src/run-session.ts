import { join } from 'node:path';
import { DeviceError, explainError } from '@procrustes/backends';
import type { RunImages } from '@procrustes/data';
import { WorkerBatches } from '@procrustes/data/node';
import type { Architecture } from '@procrustes/models';
import { checkpoints, latestCheckpoint, type RunDescription, RunWriter, readRun } from '@procrustes/runs';
import { type FolderStore, lockRun } from '@procrustes/runs/node';
import { sessionOfRun, type TrainingEvent, type TrainingSession, train } from '@procrustes/training';
import { InterruptedError } from './interrupted-error.ts';
import { LiveLine } from './live-line.ts';
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

/** Checkpoints that a run keeps, the newest. */
const keptCheckpoints = 3;

/**
 * Trains a new run to its end.
 * @throws InterruptedError where the signal stopped it; what it had is saved
 */
export async function startRun(run: OpenRun, signal: AbortSignal): Promise<void> {
  const lock = await lockRun(run.store.name);
  try {
    const writer = await RunWriter.create(run.store, run.description);
    await follow(run, sessionOf(run), writer, signal);
  } finally {
    await lock.release();
  }
}

/**
 * Goes on with a run from its newest checkpoint.
 * @throws InterruptedError as above; RunError where another process is at it; Error where the run has records but no
 *   checkpoint, or one that is damaged
 */
export async function resumeRun(run: OpenRun, signal: AbortSignal): Promise<void> {
  const { store, description } = run;
  const lock = await lockRun(store.name);
  try {
    const session = sessionOf(run);
    const restored = await restoreNewest(run, session).catch((error: unknown) => {
      session.dispose();
      throw error;
    });
    note(
      restored
        ? `going on from step ${session.step} of ${description.steps}`
        : 'there is no checkpoint yet: starting from the first step',
    );
    await follow(run, session, await RunWriter.resume(store, session.step), signal);
  } finally {
    await lock.release();
  }
}

/** @returns whether there is a checkpoint */
async function restoreNewest({ store }: OpenRun, session: TrainingSession): Promise<boolean> {
  const [newest, older] = await checkpoints(store);
  if (newest === undefined) {
    if ((await readRun(store)).metrics.length === 0) return false;
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
): Promise<void> {
  const { steps, probeEvery, checkpointEvery, model, projection } = description;
  if (projection.mode === 'reference') {
    note('projection: reference, the result of the paper’s releases with its faults, for comparison only');
  }
  const line = new LiveLine(model.name, steps, session.step);
  try {
    const validation = images.validation.labels.length > 0 ? images.validation : undefined;
    const plan = { steps, probeEvery, checkpointEvery, signal, ...(validation && { validation }) };
    for await (const event of train(session, plan)) {
      line.show(event);
      await write(event, writer);
    }
  } catch (error) {
    throw await withWhatStands(explainError(error), store);
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

/** An error of the device, with the checkpoint from which the run can go on, and how. */
async function withWhatStands(error: unknown, store: FolderStore): Promise<unknown> {
  const checkpoint = error instanceof DeviceError ? await latestCheckpoint(store).catch(() => undefined) : undefined;
  if (checkpoint === undefined) return error;
  const { message } = error as DeviceError;
  return new Error(
    `${message}\nthe checkpoint of step ${checkpoint.step} stands; go on with (it needs less memory, and gives the same numbers):\n` +
      `${invocation} train --resume ${quoted(store.name)} --recompute auto`,
    { cause: error },
  );
}

async function write(event: TrainingEvent, writer: RunWriter): Promise<void> {
  switch (event.type) {
    case 'step':
      return writer.metrics(event.metrics);
    case 'norms':
      return writer.norms(event.norms);
    case 'projections':
      return writer.projections(event.projections);
    case 'validation':
      return writer.validation(event.validation);
    case 'checkpoint':
      await writer.checkpoint(event.step, event.bytes, { keep: keptCheckpoints });
  }
}
