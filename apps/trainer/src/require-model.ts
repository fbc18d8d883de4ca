import { type Architecture, architectures, families, findArchitecture, UnknownModelError } from '@procrustes/models';
import { nearestWords, UsageError } from './usage-error.ts';

/** @throws UsageError that says what is wrong with the depth, or names the nearest models */
export function requireModel(name: string, blocks: number | undefined): Architecture {
  try {
    return findArchitecture(name, blocks);
  } catch (error) {
    if (!(error instanceof UnknownModelError)) throw error;
    const [, family, depth] = /^(.*)-(\d+)$/.exec(name) ?? [];
    if (depth !== undefined && families.some((one) => one.name === family)) throw new UsageError(error.message);
    if (families.some((one) => one.name === name)) throw new UsageError(error.message);
    const names = architectures.map((architecture) => architecture.name);
    throw new UsageError(`${error.message}; the nearest are ${nearestWords(name, names)}`);
  }
}
