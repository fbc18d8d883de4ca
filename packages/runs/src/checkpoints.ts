import { RunError } from './run-error.ts';
import { runFiles } from './run-layout.ts';
import type { RunSource } from './run-source.ts';
import type { RunStore } from './run-store.ts';

/** A checkpoint of a run: after how many steps, and where it lies. */
export interface Checkpoint {
  readonly step: number;
  readonly path: string;
}

/** The path of the checkpoint after `step` steps: `checkpoints/step-00000200.safetensors`. */
export function checkpointPath(step: number): string {
  if (!Number.isSafeInteger(step) || step < 0)
    throw new RunError(`expected a step that is a whole number ≥ 0, found ${step}`);
  return `${runFiles.checkpoints}/step-${String(step).padStart(8, '0')}.safetensors`;
}

/** The checkpoints of a run, newest first. Other files in the folder are passed over. */
export async function checkpoints(source: RunSource): Promise<Checkpoint[]> {
  const found: Checkpoint[] = [];
  for (const name of await source.list(runFiles.checkpoints)) {
    const path = `${runFiles.checkpoints}/${name}`;
    const step = Number(/^step-(\d{8,15})\.safetensors$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isSafeInteger(step) && checkpointPath(step) === path) found.push({ step, path });
  }
  return found.sort((a, b) => b.step - a.step);
}

/** The checkpoint of the highest step; undefined where there is none. */
export async function latestCheckpoint(source: RunSource): Promise<Checkpoint | undefined> {
  const [latest] = await checkpoints(source);
  return latest;
}

/**
 * Removes all but the newest `keep` checkpoints of a run; the one after `written` steps stays in any case. No step is special.
 * @throws RunError where `keep` is no whole number ≥ 1
 */
export async function pruneCheckpoints(store: RunStore, keep: number, written?: number): Promise<void> {
  checkKeep(keep);
  const superfluous = (await checkpoints(store)).slice(keep).filter(({ step }) => step !== written);
  // The oldest first, so that what a kill leaves are the newest.
  for (const { path } of superfluous.reverse()) await store.remove(path);
}

/** @throws RunError for a number of checkpoints to keep that would keep none */
export function checkKeep(keep: number): void {
  if (!Number.isSafeInteger(keep) || keep < 1)
    throw new RunError(`expected a number of checkpoints to keep that is a whole number ≥ 1, found ${keep}`);
}
