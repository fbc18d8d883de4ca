import { DeviceMemoryError } from '../device-memory-error.ts';

/**
 * TensorFlow's status 8 is RESOURCE_EXHAUSTED, of its allocators on a CPU and on a GPU; oneDNN's kernels hand on their own
 * status, of which 1 is out of memory.
 */
const outOfMemory = /^Invalid TF_Status: 8\b|\bOOM when allocating\b|Operation received an exception:\s*Status: 1\b/;

/** Bytes of a value, by TensorFlow's name of the type. */
const typeBytes: Readonly<Record<string, number>> = { float: 4, int32: 4, double: 8, int64: 8, half: 2, bool: 1 };

/**
 * A DeviceMemoryError for TensorFlow's own words for a full memory, else undefined. Where the C++ library throws
 * `std::bad_alloc` outside of an allocator of TensorFlow, the process ends with that, and nobody is asked.
 */
export function explainTensorflowError(error: Error): DeviceMemoryError | undefined {
  if (!outOfMemory.test(error.message)) return undefined;
  const [, shape, type] = /tensor with shape\s?\[([\d,]*)\] and type (\w+)/.exec(error.message) ?? [];
  const [, device = 'CPU'] = /device:(CPU|GPU)\b/.exec(error.message) ?? [];
  const lengths = shape?.split(',').filter((length) => length !== '');
  const bytes = typeBytes[type ?? ''];
  const size =
    lengths === undefined || bytes === undefined
      ? ''
      : `, ${((bytes * lengths.reduce((product, length) => product * Number(length), 1)) / 2 ** 20).toFixed(1)} MiB`;
  const what = lengths === undefined ? 'what a step needs' : `a tensor of shape [${lengths.join(', ')}]${size}`;
  return new DeviceMemoryError(`TensorFlow has no memory left on the ${device} for ${what}`, { cause: error });
}
