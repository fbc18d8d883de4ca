import type { RunImages } from '@procrustes/data';
import type { Model } from '@procrustes/models';
import { blockRatios, meanDeviation } from '@procrustes/probes';
import type { MetricsRecord, NormsRecord, ValidationRecord } from '@procrustes/runs';
import { NonFiniteError, recipeFor, train } from '@procrustes/training';
import { loadImages } from '../load-images.ts';
import type { ClaimSettings } from './claim.ts';
import { recipeSession } from './recipe-session.ts';
import { scheduleForBatch } from './schedule-for-batch.ts';

/** A net that is trained and looked at beside others. */
export interface ProbedNet {
  readonly name: string;
  /** Whose recipe it is trained with. */
  readonly family: string;
  build(classes: number): Model;
  /** Changes the initial weights. */
  readonly initialise?: ((model: Model, seed: number) => void) | undefined;
}

export interface ProbedRunsPlan<Seen> {
  readonly batchSize: number;
  readonly steps: number;
  /** Norms are looked at in the first step and every so many. */
  readonly probeEvery: number;
  /** Held out, and looked at at the end of each epoch and of the run; none unless told. */
  readonly validationImages?: number;
  /** Whether the recipe's learning rate is taken in proportion to the batch; not unless told. */
  readonly rateByBatch?: boolean;
  /** Looks at a trained model before it is freed. */
  readonly inspect?: (model: Model, seed: number) => Promise<Seen>;
}

/** What a net showed while it was trained. */
export interface ProbedRun<Net extends ProbedNet = ProbedNet, Seen = never> {
  readonly net: Net;
  readonly name: string;
  readonly seed: number;
  readonly norms: readonly NormsRecord[];
  readonly metrics: readonly MetricsRecord[];
  readonly validation: readonly ValidationRecord[];
  /** What `inspect` gave; null without it, and where training diverged. */
  readonly seen: Seen | null;
  /** Where training left the finite numbers; null where it did not. */
  readonly diverged: string | null;
}

/** Trains every net once with each seed and keeps what it showed; one that diverges keeps what it showed until then. */
export async function probedRuns<Net extends ProbedNet, Seen = never>(
  nets: readonly Net[],
  plan: ProbedRunsPlan<Seen>,
  { seeds, dataset, signal, note }: ClaimSettings,
): Promise<ProbedRun<Net, Seen>[]> {
  const runs: ProbedRun<Net, Seen>[] = [];
  for (const seed of seeds) {
    const { validationImages = 0 } = plan;
    const images = await loadImages({ dataset, path: null, validationImages, seed }, signal);
    for (const net of nets) {
      note(`seed ${seed}: ${net.name}, ${plan.steps} steps`);
      runs.push(await probedRun(net, images, seed, plan, signal));
    }
  }
  return runs;
}

async function probedRun<Net extends ProbedNet, Seen>(
  net: Net,
  images: RunImages,
  seed: number,
  { batchSize, steps, probeEvery, validationImages = 0, rateByBatch = false, inspect }: ProbedRunsPlan<Seen>,
  signal: AbortSignal,
): Promise<ProbedRun<Net, Seen>> {
  const { name } = net;
  const norms: NormsRecord[] = [];
  const metrics: MetricsRecord[] = [];
  const validation: ValidationRecord[] = [];
  let seen: Seen | null = null;
  let diverged: string | null = null;
  const model = net.build(images.training.classes);
  const recipe = recipeFor(net.family);
  const schedule = rateByBatch ? scheduleForBatch(recipe, batchSize) : recipe.schedule;
  const session = recipeSession(model, images.training, recipe, { name, batchSize, seed, schedule });
  try {
    net.initialise?.(model, seed);
    const heldOut = validationImages > 0 ? { validation: images.validation } : {};
    for await (const event of train(session, { steps, probeEvery, checkpointEvery: 0, signal, ...heldOut })) {
      if (event.type === 'step') metrics.push(event.metrics);
      else if (event.type === 'norms') norms.push(event.norms);
      else if (event.type === 'validation') validation.push(event.validation);
    }
    if (inspect !== undefined) seen = await inspect(model, seed);
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    diverged = error.message;
  } finally {
    session.dispose();
  }
  signal.throwIfAborted();
  return { net, name, seed, norms, metrics, validation, seen, diverged };
}

/** Mean |r_l − 1| over the blocks of one kind, averaged over some records; NaN where there is no such block. */
export function deviationOf(norms: readonly NormsRecord[], kind: NormsRecord['kinds'][number]): number {
  const means = norms.map((record) => meanDeviation(blockRatios(record))[kind] ?? Number.NaN);
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}

/** What is said of each run that diverged. */
export const divergences = (runs: readonly Pick<ProbedRun, 'name' | 'seed' | 'diverged'>[]): string[] =>
  runs.flatMap(({ name, seed, diverged }) => (diverged === null ? [] : [`${name}, seed ${seed}: ${diverged}`]));

/** What is said of each run whose gradient was exactly 0 somewhere: there the ratio is 0/0, and a mean over it none. */
export const vanishings = (runs: readonly Pick<ProbedRun, 'name' | 'seed' | 'norms'>[]): string[] =>
  runs.flatMap(({ name, seed, norms }) => {
    const vanished = norms.filter(({ gradient }) => gradient.some((norm) => norm === 0));
    const [first] = vanished;
    return first === undefined
      ? []
      : [
          `${name}, seed ${seed}: the gradient is exactly 0 in ${vanished.length} of the ${norms.length} steps that were looked at, first in step ${first.step}; there is no ratio there, and no mean over those steps`,
        ];
  });
