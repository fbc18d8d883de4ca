import { type Architecture, architectures, findArchitecture, UnknownModelError } from '@procrustes/models';
import { nearestWords, UsageError } from './usage-error.ts';

/** @throws UsageError that says what is wrong with the depth or the blocks, or names the nearest models */
export function requireModel(name: string, blocks: number | undefined): Architecture {
  try {
    return findArchitecture(name, blocks);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    if (!(error instanceof UnknownModelError)) throw error;
    if (error.family !== undefined) throw new UsageError(error.message);
    const names = architectures.map((architecture) => architecture.name);
    throw new UsageError(`there is no model '${name}'; the nearest are ${nearestWords(name, names)}`);
  }
}
