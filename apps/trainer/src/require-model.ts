import { type Architecture, architectures, families, findArchitecture, UnknownModelError } from '@procrustes/models';
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
    // A misspelt family with a depth of its own: resnt-29 is meant as resnet-29.
    const [, depth] = /-(\d+)$/.exec(name) ?? [];
    const meant = families.map((family) => `${family.name}-${depth}`).filter(exists);
    throw new UsageError(
      `there is no model '${name}'; the nearest are ${nearestWords(name, [...new Set([...meant, ...names])])}`,
    );
  }
}

function exists(name: string): boolean {
  try {
    findArchitecture(name);
    return true;
  } catch {
    return false;
  }
}
