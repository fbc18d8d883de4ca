import { fileURLToPath } from 'node:url';
import type { Architecture } from '@procrustes/models';
import type { Recompute } from '@procrustes/training';
import { Contestant } from './contestant.ts';
import type { WorkerSettings } from './worker.ts';

const worker = fileURLToPath(new URL('./worker.js', import.meta.url));

/** Starts ours on a backend, in a process of its own. */
export function startOwn(
  backend: string,
  { family, blocksPerStage }: Architecture,
  batchSize: number,
  recompute: Recompute = 'none',
): Promise<Contestant> {
  const settings: WorkerSettings = { backend, family, blocksPerStage, batchSize, recompute };
  return Contestant.start(backend, process.execPath, [worker, JSON.stringify(settings)]);
}
