import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { prepareBackend } from '@procrustes/backends';
import { syntheticImages } from '@procrustes/data';
import { findArchitecture, modelSize } from '@procrustes/models';
import { type Recompute, recipeFor, TrainingSession } from '@procrustes/training';
import type { ContestantDescription, StepAnswer } from './contestant.ts';
import { watchTensorBytes } from './watch-tensor-bytes.ts';

// Ours among the contestants, a program of its own: `node worker.js '<settings>'`.

/** Of one worker, as JSON in its first argument. */
export interface WorkerSettings {
  readonly backend: string;
  readonly family: string;
  readonly blocksPerStage: number;
  readonly batchSize: number;
  readonly recompute: Recompute;
}

/** What one line asks for. */
const requests = {
  plain: { probe: false },
  /** A step whose projection's coin falls on heads. */
  projected: { probe: false },
  'gradient-norms': { probe: true },
  norms: { probe: true },
} as const;
type Request = keyof typeof requests;

const settings = JSON.parse(process.argv[2] as string) as WorkerSettings;
const backend = await prepareBackend(settings.backend);
const bytes = watchTensorBytes();
const architecture = findArchitecture(settings.family, settings.blocksPerStage);
const sessions = new Map<string, TrainingSession>();

/** Sessions of the same network that differ in their settings; made when first asked for. */
function sessionFor(request: Request): TrainingSession {
  // A plain step and one with all norms are of the same session.
  const kind = request === 'norms' ? 'plain' : request;
  const known = sessions.get(kind);
  if (known !== undefined) return known;
  const { batchSize, recompute } = settings;
  const { optimizer, schedule } = recipeFor(architecture.family);
  const session = new TrainingSession(architecture.build(10), syntheticImages({ images: 4 * batchSize, seed: 0 }), {
    modelName: architecture.name,
    batchSize,
    seed: 0,
    optimizer,
    // Small, so that a benchmark of random labels cannot diverge.
    schedule: { ...schedule, initial: 1e-3 },
    projection: request === 'projected' ? { mode: 'exact', probability: 1 } : { mode: 'off', probability: 0 },
    activationNorms: request !== 'gradient-norms',
    recompute,
  });
  sessions.set(kind, session);
  return session;
}

async function step(request: Request): Promise<StepAnswer> {
  const session = sessionFor(request);
  const { milliseconds } = (await session.next(requests[request])).metrics;
  const { now, peak } = bytes();
  const residentBytes = process.resourceUsage().maxRSS * 1024;
  return { milliseconds, restingBytes: now, peakBytes: peak, residentBytes };
}

async function answer(value: ContestantDescription | StepAnswer | { readonly failure: string }): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain');
}

const { device, threads } = backend;
const { parameters } = modelSize(architecture.build(10).network);
await answer({ version: process.versions.node, device, threads, parameters });
for await (const request of createInterface({ input: process.stdin })) {
  if (!(request in requests)) throw new Error(`expected ${Object.keys(requests).join(', ')}, got '${request}'`);
  try {
    await answer(await step(request as Request));
  } catch (error) {
    await answer({ failure: String(error instanceof Error ? error.message : error).split('\n', 1)[0] as string });
    break;
  }
}
