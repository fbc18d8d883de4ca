import type { StateDictionary, StateTensor } from '@procrustes/models';
import {
  float32Tensor,
  parseSafetensors,
  SafetensorsError,
  serializeSafetensors,
  toFloat32Array,
} from '@procrustes/safetensors';
import { checkContent } from './content-checksum.ts';
import { velocityPrefix } from './sgd.ts';

/** How the names in a file of a PyTorch state dictionary differ from the model's own. */
export interface StateFileNames {
  /** What each begins with, `module.` behind a DataParallel; tensors without it are left out. Nothing unless told. */
  readonly prefix?: string;
}

/**
 * Reads a PyTorch state dictionary (float32) from a safetensors file; a checkpoint gives the weights that it holds, and is held to its checksum. PyTorch's
 * counters `num_batches_tracked`, which no computation of these models uses, are left out.
 *
 * @param fileName for messages
 * @throws SafetensorsError for a malformed file, a checkpoint whose bytes have changed since it was written, a tensor of another type than
 *   float32, and where no name has the prefix
 */
export function parseStateFile(
  bytes: Uint8Array,
  fileName: string,
  { prefix = '' }: StateFileNames = {},
): StateDictionary {
  const file = parseSafetensors(bytes, fileName);
  const { metadata, tensors } = file;
  // A checkpoint: either alone tells, since damage may have reached the other.
  if (metadata.progress !== undefined || metadata.checksum?.startsWith('crc32c:')) checkContent(file, fileName);
  const state = new Map<string, StateTensor>();
  for (const [fullName, tensor] of tensors) {
    const name = fullName.slice(prefix.length);
    if (!fullName.startsWith(prefix) || !isOfNetwork(name)) continue;
    state.set(name, { shape: tensor.shape, values: toFloat32Array(tensor, `${fileName}: ${fullName}`) });
  }
  if (state.size === 0) {
    const [first] = tensors.keys();
    throw new SafetensorsError(
      `${fileName}: expected tensors whose names begin with ${JSON.stringify(prefix)}, found ${first === undefined ? 'none at all' : `names such as ${JSON.stringify(first.slice(0, 80))}`}`,
    );
  }
  return state;
}

/** The weights of a state dictionary as a safetensors file, under PyTorch's names and in its layouts. */
export function serializeStateFile(state: StateDictionary, { prefix = '' }: StateFileNames = {}): Uint8Array {
  const tensors = [...state]
    .filter(([name]) => isOfNetwork(name))
    .map(([name, { shape, values }]) => [`${prefix}${name}`, float32Tensor(values, shape)] as const);
  // As PyTorch's own writer says it.
  return serializeSafetensors({ metadata: { format: 'pt' }, tensors: new Map(tensors) });
}

/** Neither an optimiser's buffer nor a counter. */
function isOfNetwork(name: string): boolean {
  return !name.startsWith(velocityPrefix) && !/(^|\.)num_batches_tracked$/.test(name);
}
