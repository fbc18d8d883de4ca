import type { BatchesState } from '@procrustes/data';
import { exportState, importState, type ParameterOwner, type StateTensor } from '@procrustes/models';
import {
  float32Tensor,
  parseSafetensors,
  SafetensorsError,
  serializeSafetensors,
  toFloat32Array,
} from '@procrustes/safetensors';

/** What of a training session is not in tensors. */
export interface CheckpointProgress {
  /** Steps taken. */
  readonly step: number;
  readonly batches: BatchesState;
  /** State of the projections' coin. */
  readonly coin: readonly number[];
}

const format = '1';

/**
 * A checkpoint as a safetensors file: weights and running statistics under PyTorch's names and in its layouts, the
 * optimiser's buffers under `momentum/<name>`, progress in the metadata.
 */
export async function serializeCheckpoint(
  owners: readonly ParameterOwner[],
  model: string,
  progress: CheckpointProgress,
): Promise<Uint8Array> {
  const state = await exportState(together(owners));
  const tensors = new Map([...state].map(([name, { shape, values }]) => [name, float32Tensor(values, shape)]));
  return serializeSafetensors({ metadata: { format, model, progress: JSON.stringify(progress) }, tensors });
}

/**
 * Gives a network and its optimiser the state of a checkpoint. Nothing is changed unless all of it fits.
 *
 * @param fileName for messages
 * @throws SafetensorsError for a malformed file, or one that is no checkpoint
 * @throws StateMismatchError where a tensor does not fit: which one, and both shapes
 */
export function restoreCheckpoint(
  owners: readonly ParameterOwner[],
  bytes: Uint8Array,
  fileName: string,
): CheckpointProgress {
  const { metadata, tensors } = parseSafetensors(bytes, fileName);
  if (metadata.format !== format) {
    throw new SafetensorsError(
      `${fileName} is no checkpoint that this version reads: format ${JSON.stringify(metadata.format)}, expected "${format}"`,
    );
  }
  const progress = parseProgress(metadata.progress, fileName);
  const state = new Map<string, StateTensor>();
  for (const [name, tensor] of tensors) {
    state.set(name, { shape: tensor.shape, values: toFloat32Array(tensor, `${fileName}: ${name}`) });
  }
  importState(together(owners), state);
  return progress;
}

function together(owners: readonly ParameterOwner[]): ParameterOwner {
  return { namedParameters: () => owners.flatMap((owner) => [...owner.namedParameters()]) };
}

function parseProgress(text: string | undefined, fileName: string): CheckpointProgress {
  let found: Partial<CheckpointProgress> | null = null;
  try {
    found = JSON.parse(text ?? 'null') as Partial<CheckpointProgress> | null;
  } catch {
    // Told below, as what it is: no progress.
  }
  const { step, batches, coin } = found ?? {};
  if (!Number.isSafeInteger(step) || typeof batches !== 'object' || !Array.isArray(coin)) {
    throw new SafetensorsError(`${fileName} is no checkpoint: its metadata has no progress {step, batches, coin}`);
  }
  return { step: step as number, batches, coin };
}
