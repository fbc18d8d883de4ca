import type { BatchesState } from '@procrustes/data';
import {
  exportState,
  importState,
  type ParameterOwner,
  type StateDictionary,
  StateMismatchError,
  type StateTensor,
} from '@procrustes/models';
import type { ValidationRecord } from '@procrustes/runs';
import {
  float32Tensor,
  parseSafetensors,
  SafetensorsError,
  serializeSafetensors,
  toFloat32Array,
} from '@procrustes/safetensors';
import { checkContent, contentChecksum } from './content-checksum.ts';
import { NonFiniteError } from './non-finite-error.ts';

/** What of a training session is not in tensors. */
export interface CheckpointProgress {
  /** Steps taken. */
  readonly step: number;
  readonly batches: BatchesState;
  /** State of the projections' coin. */
  readonly coin: readonly number[];
}

/** What a checkpoint is kept for, besides going on from it. */
export interface CheckpointRemarks {
  /** What the validation of just these weights gave, in the checkpoint that is kept as the best. */
  readonly validation?: ValidationRecord;
}

const format = '1';

/**
 * A checkpoint as a safetensors file: weights and running statistics under PyTorch's names and in its layouts, the
 * optimiser's buffers under `momentum/<name>`, progress in the metadata, with a checksum over all of it.
 *
 * @throws NonFiniteError where a value is not finite: training has diverged, and the last good checkpoint must stay so
 */
export async function serializeCheckpoint(
  owners: readonly ParameterOwner[],
  model: string,
  progress: CheckpointProgress,
  { validation }: CheckpointRemarks = {},
): Promise<Uint8Array> {
  const state = await exportState(together(owners));
  for (const [name, { values }] of state) {
    if (values.every(Number.isFinite)) continue;
    throw new NonFiniteError(
      `${name} is not finite after step ${progress.step}, so that no checkpoint of it is kept; lower the learning rate`,
      progress.step,
      name,
    );
  }
  const tensors = new Map([...state].map(([name, { shape, values }]) => [name, float32Tensor(values, shape)]));
  const metadata = {
    format,
    model,
    progress: JSON.stringify(progress),
    ...(validation && { validation: JSON.stringify(validation) }),
  };
  const checksum = contentChecksum({ metadata, tensors });
  return serializeSafetensors({ metadata: { ...metadata, checksum }, tensors });
}

/** What a checkpoint holds, checked as a file but not yet against any model. */
export interface Checkpoint {
  /** The name of the model that it is of. */
  readonly model: string;
  readonly progress: CheckpointProgress;
  /** What its validation gave, where it was kept as the best. */
  readonly validation?: Pick<ValidationRecord, 'step' | 'loss' | 'accuracy'>;
  readonly state: StateDictionary;
}

/**
 * Reads a checkpoint.
 *
 * @param fileName for messages
 * @throws SafetensorsError for a malformed file, one that is no checkpoint, or one whose bytes have changed since it was written
 */
export function parseCheckpoint(bytes: Uint8Array, fileName: string): Checkpoint {
  const file = parseSafetensors(bytes, fileName);
  const { metadata, tensors } = file;
  if (metadata.format !== format) {
    throw new SafetensorsError(
      `${fileName} is no checkpoint that this version reads: format ${JSON.stringify(metadata.format)}, expected "${format}"`,
    );
  }
  const progress = parseProgress(metadata.progress, fileName);
  checkContent(file, fileName);
  const state = new Map<string, StateTensor>();
  for (const [name, tensor] of tensors) {
    state.set(name, { shape: tensor.shape, values: toFloat32Array(tensor, `${fileName}: ${name}`) });
  }
  const validation = parseValidation(metadata.validation, fileName);
  return { model: metadata.model ?? 'a model without a name', progress, ...(validation && { validation }), state };
}

/**
 * Gives a network and its optimiser the state of a checkpoint. Nothing is changed unless all of it fits.
 *
 * @param fileName for messages
 * @throws StateMismatchError where a tensor does not fit: which one, and both shapes
 */
export function restoreState(owners: readonly ParameterOwner[], { model, state }: Checkpoint, fileName: string): void {
  try {
    importState(together(owners), state);
  } catch (error) {
    if (!(error instanceof StateMismatchError)) throw error;
    throw new StateMismatchError(`${fileName}, a checkpoint of ${model}, does not fit: ${error.message}`, {
      cause: error,
    });
  }
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
  const whole = Number.isSafeInteger(step) && (step as number) >= 0;
  if (!whole || !Array.isArray(coin) || !Array.isArray(batches?.order) || !Array.isArray(batches.augmentation)) {
    throw new SafetensorsError(`${fileName} is no checkpoint: its metadata has no progress {step, batches, coin}`);
  }
  return { step: step as number, batches, coin };
}

function parseValidation(text: string | undefined, fileName: string): Checkpoint['validation'] {
  if (text === undefined) return undefined;
  try {
    const { step, loss, accuracy } = JSON.parse(text) as Partial<Record<string, unknown>>;
    if ([step, loss, accuracy].every((value) => typeof value === 'number')) return { step, loss, accuracy } as never;
  } catch {
    // Told below, as what it is: no validation.
  }
  throw new SafetensorsError(`${fileName}: its metadata has no validation {step, loss, accuracy}`);
}
