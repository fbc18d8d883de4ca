import { join } from 'node:path';
import { findArchitecture } from '@procrustes/models';
import { latestCheckpoint, type RunDescription, type RunStore, RunWriter } from '@procrustes/runs';
import { TrainingSession, train } from '@procrustes/training';
import { InterruptedError } from './interrupted-error.ts';
import { interruption } from './interruption.ts';
import { LiveLine } from './live-line.ts';
import type { RunImages } from './load-images.ts';
import { invocation, note } from './terminal.ts';

/** A run in its folder. */
export interface OpenRun {
  readonly store: RunStore;
  readonly description: RunDescription;
  readonly images: RunImages;
}

/** The training session that a run's description stands for. */
export function sessionOf(description: RunDescription, { training }: RunImages): TrainingSession {
  const { model, optimizer, data, projection, batchSize, seed } = description;
  const { learningRate, milestones, decay, momentum, nesterov, weightDecay } = optimizer;
  const architecture = findArchitecture(model.name, model.blocksPerStage);
  return new TrainingSession(architecture.build(model.classes), training, {
    modelName: model.name,
    batchSize,
    seed,
    optimizer: { momentum, nesterov, weightDecay },
    schedule: { initial: learningRate, milestones, decay },
    projection,
    augmentation: { flip: data.augmentation.flip, padding: data.augmentation.crop },
  });
}

/** Trains a new run to its end. */
export async function startRun(run: OpenRun): Promise<void> {
  const writer = await RunWriter.create(run.store, run.description);
  await follow(run, sessionOf(run.description, run.images), writer);
}

/** Goes on with a run from its newest checkpoint. */
export async function resumeRun(run: OpenRun): Promise<void> {
  const { store, description, images } = run;
  const session = sessionOf(description, images);
  const checkpoint = await latestCheckpoint(store);
  if (checkpoint === undefined) note('there is no checkpoint yet: starting again from the first step');
  else {
    const bytes = await store.read(checkpoint.path);
    if (bytes === undefined) throw new Error(`${join(store.name, checkpoint.path)} is gone`);
    session.restore(bytes, join(store.name, checkpoint.path));
    note(`going on from step ${session.step} of ${description.steps}`);
  }
  await follow(run, session, await RunWriter.resume(store, session.step));
}

async function follow({ store, description, images }: OpenRun, session: TrainingSession, writer: RunWriter) {
  const { steps, probeEvery, checkpointEvery, model } = description;
  const { signal, release } = interruption(() => note('\nstopping after this step (Ctrl-C again ends at once)'));
  const line = new LiveLine(model.name, steps, session.step);
  try {
    const validation = images.validation.labels.length > 0 ? images.validation : undefined;
    const plan = { steps, probeEvery, checkpointEvery, signal, ...(validation && { validation }) };
    for await (const event of train(session, plan)) {
      line.show(event);
      switch (event.type) {
        case 'step':
          await writer.metrics(event.metrics);
          break;
        case 'norms':
          await writer.norms(event.norms);
          break;
        case 'projections':
          await writer.projections(event.projections);
          break;
        case 'validation':
          await writer.validation(event.validation);
          break;
        case 'checkpoint':
          await writer.checkpoint(event.step, event.bytes);
          break;
      }
    }
  } finally {
    line.stop();
    release();
    session.dispose();
  }
  if (session.step < steps) {
    throw new InterruptedError(
      `stopped at step ${session.step} of ${steps}, saved; go on with: ${invocation} train --resume ${store.name}`,
    );
  }
}
