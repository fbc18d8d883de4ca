import type { RunImages } from '@procrustes/data';
import { WorkerBatches } from '@procrustes/data/node';
import type { Model } from '@procrustes/models';
import { blockRatios, meanDeviation } from '@procrustes/probes';
import type { MetricsRecord, NormsRecord, ValidationRecord } from '@procrustes/runs';
import { NonFiniteError, type Recipe, TrainingSession, train } from '@procrustes/training';

export interface ProbedRunSettings {
  readonly name: string;
  readonly model: Model;
  readonly recipe: Recipe;
  readonly images: RunImages;
  readonly batchSize: number;
  readonly seed: number;
  readonly steps: number;
  /** Norms are looked at in the first step and every so many. */
  readonly probeEvery: number;
  /** Changes the initial weights. */
  readonly initialise?: (model: Model) => void;
  /** Looks at the trained model before it is freed. */
  readonly inspect?: (model: Model) => Promise<void>;
  /** Looks at the validation images at the end of each epoch and of the run; false unless told. */
  readonly validate?: boolean;
  readonly signal: AbortSignal;
}

/** What a net showed while it was trained. */
export interface ProbedRun {
  readonly name: string;
  readonly seed: number;
  readonly norms: readonly NormsRecord[];
  readonly metrics: readonly MetricsRecord[];
  readonly validation: readonly ValidationRecord[];
  /** Where training left the finite numbers; null where it did not. */
  readonly diverged: string | null;
}

/** Trains a net with a recipe and keeps what it showed; one that diverges keeps what it showed until then. */
export async function probedRun(settings: ProbedRunSettings): Promise<ProbedRun> {
  const { name, model, recipe, images, batchSize, seed, steps, probeEvery, validate = false, signal } = settings;
  const run = {
    name,
    seed,
    norms: [] as NormsRecord[],
    metrics: [] as MetricsRecord[],
    validation: [] as ValidationRecord[],
    diverged: null as string | null,
  };
  const session = new TrainingSession(model, images.training, {
    modelName: name,
    batchSize,
    seed,
    optimizer: recipe.optimizer,
    schedule: recipe.schedule,
    projection: { mode: 'exact', probability: recipe.projectionProbability },
    batches: (set, batches) => new WorkerBatches(set, batches),
  });
  try {
    settings.initialise?.(model);
    const validation = validate ? { validation: images.validation } : {};
    for await (const event of train(session, { steps, probeEvery, checkpointEvery: 0, signal, ...validation })) {
      if (event.type === 'step') run.metrics.push(event.metrics);
      else if (event.type === 'norms') run.norms.push(event.norms);
      else if (event.type === 'validation') run.validation.push(event.validation);
    }
    await settings.inspect?.(model);
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    run.diverged = error.message;
  } finally {
    session.dispose();
  }
  signal.throwIfAborted();
  return run;
}

/** Mean |r_l − 1| over the blocks of one kind, averaged over some records; NaN where there is no such block. */
export function deviationOf(norms: readonly NormsRecord[], kind: NormsRecord['kinds'][number]): number {
  const means = norms.map((record) => meanDeviation(blockRatios(record))[kind] ?? Number.NaN);
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}
