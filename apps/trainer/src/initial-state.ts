import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { importState, type Model, type StateDictionary, StateMismatchError } from '@procrustes/models';
import type { RunDescription } from '@procrustes/runs';
import { parseStateFile, type TrainingSession } from '@procrustes/training';
import { readInput } from './read-input.ts';

export type InitialState = NonNullable<RunDescription['initialState']>;

/** A file with the weights that a run is to start from. */
export interface StateFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** @throws FileError where it cannot be read */
export async function readStateFile(path: string): Promise<StateFile> {
  const bytes = await readInput(path, 'give --init a PyTorch state dictionary in safetensors, or a checkpoint');
  return { path, bytes };
}

/**
 * The weights that a run of this model is to start from, for run.json.
 * @throws SafetensorsError for a malformed file; StateMismatchError where a tensor does not fit the model: which one, and both shapes
 */
export function describeInitialState({ path, bytes }: StateFile, prefix: string, model: Model): InitialState {
  const state = parseStateFile(bytes, path, { prefix });
  try {
    importState(model.network, state);
  } catch (error) {
    if (!(error instanceof StateMismatchError)) throw error;
    throw new StateMismatchError(`${path} does not fit: ${error.message}`, { cause: error });
  } finally {
    model.network.dispose();
  }
  return { source: resolve(path), prefix, digest: digestOf(bytes) };
}

/** Gives a new session the weights that its run starts from, where they are not those of its seed. */
export async function giveInitialState(session: TrainingSession, { initialState }: RunDescription): Promise<void> {
  if (initialState === undefined) return;
  session.importState(await readInitialState(initialState), initialState.source);
}

async function readInitialState({ source, prefix, digest }: InitialState): Promise<StateDictionary> {
  const bytes = await readInput(source, 'put back the file that the run was to start from, or start a new run');
  if (digestOf(bytes) !== digest) {
    throw new Error(`${source} is not the file that the run was to start from; put that one back, or start a new run`);
  }
  return parseStateFile(bytes, source, { prefix });
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
