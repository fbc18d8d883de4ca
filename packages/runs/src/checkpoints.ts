import { RunError } from './run-error.ts';
import { runFiles } from './run-layout.ts';
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

/** The checkpoint of the highest step; undefined where there is none. Other files in the folder are passed over. */
export async function latestCheckpoint(store: RunStore): Promise<Checkpoint | undefined> {
  const steps: number[] = [];
  for (const name of await store.list(runFiles.checkpoints)) {
    const step = Number(/^step-(\d{8,15})\.safetensors$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isSafeInteger(step) && checkpointPath(step) === `${runFiles.checkpoints}/${name}`) steps.push(step);
  }
  if (steps.length === 0) return undefined;
  const step = Math.max(...steps);
  return { step, path: checkpointPath(step) };
}
