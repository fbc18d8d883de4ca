import { type Architecture, architectures, families, findArchitecture, UnknownModelError } from '@procrustes/models';
import { nearestWords, UsageError } from './usage-error.ts';

/** @throws UsageError that says what is wrong with the depth or the blocks, lists a family's models, or names the nearest */
export function requireModel(name: string, blocks: number | undefined): Architecture {
  try {
    return findArchitecture(name, blocks);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    if (!(error instanceof UnknownModelError)) throw error;
    if (error.family === name) throw new UsageError(familyMessage(name));
    if (error.family !== undefined) throw new UsageError(error.message);
    const names = architectures.map((architecture) => architecture.name);
    // With blocks per stage a family is enough.
    if (blocks !== undefined) names.push(...families.map((family) => family.name));
    // A misspelt family with a depth of its own: resnt-29 is meant as resnet-29.
    const [, depth] = /-(\d+)$/.exec(name) ?? [];
    const meant = families.map((family) => `${family.name}-${depth}`).filter(exists);
    throw new UsageError(
      `there is no model '${name}'; the nearest are ${nearestWords(name, [...new Set([...meant, ...names])])}`,
    );
  }
}

function familyMessage(name: string): string {
  const sizes = architectures
    .filter(({ family }) => family === name)
    .map((model) => `${model.name} (${model.blocksPerStage})`);
  return `'${name}' is a family of models: say how deep by --blocks N, the blocks per stage, or take a model with its own: ${sizes.join(', ')}`;
}

function exists(name: string): boolean {
  try {
    findArchitecture(name);
    return true;
  } catch {
    return false;
  }
}
