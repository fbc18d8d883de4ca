import { engine } from '@tensorflow/tfjs-core';
import { adapters } from './adapters.ts';
import { DeviceError } from './device-error.ts';
import { DeviceMemoryError } from './device-memory-error.ts';

/**
 * What an error in the middle of a computation means: a `DeviceError` in plain words, with the original as its `cause`, where
 * the current backend ran out of memory or failed in another way that is known; any other error as it is.
 *
 * @example
 * try {
 *   await session.next({ probe: true });
 * } catch (error) {
 *   throw explainError(error);
 * }
 */
export function explainError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DeviceError) return error;
  const current = engine().backendName as string | undefined;
  const explained = adapters.find(({ engineName }) => engineName === current)?.explain?.(error);
  if (explained !== undefined) return explained;
  // On any backend a tensor's values pass through an array of JavaScript. These are V8's words, then Firefox's.
  return error instanceof RangeError && /^Array buffer allocation failed|^invalid array length/.test(error.message)
    ? new DeviceMemoryError('the process has no memory left for a tensor’s values', { cause: error })
    : error;
}
