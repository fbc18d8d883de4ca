import type { Architecture, Family } from './architecture.ts';
import { plain, plainBatchNorm } from './plain.ts';
import { procresnet } from './procresnet.ts';
import { procresnet2018 } from './procresnet-2018.ts';
import { resnet } from './resnet.ts';
import { layersPerBlock } from './stages.ts';

export const families: readonly Family[] = [resnet, procresnet, procresnet2018, plain, plainBatchNorm];

/** Every architecture that the papers train, by family and depth. */
export const architectures: readonly Architecture[] = families.flatMap((family) =>
  family.depths.map((depth) => architecture(family, (depth - family.depthOutsideBlocks) / layersPerBlock)),
);

/** A model name that is not known. */
export class UnknownModelError extends Error {
  override readonly name = 'UnknownModelError';
}

/**
 * The architecture of that name. Any depth of a family will do (`resnet-29`); with `blocksPerStage` the family's name is
 * enough, and a depth in the name is overridden.
 *
 * @throws UnknownModelError for a family that does not exist, or a depth that no whole number of blocks gives
 * @throws RangeError for blocks that are no whole number ≥ 1
 */
export function findArchitecture(name: string, blocksPerStage?: number): Architecture {
  if (blocksPerStage !== undefined && !(Number.isInteger(blocksPerStage) && blocksPerStage >= 1)) {
    throw new RangeError(`blocks per stage is a whole number ≥ 1, got ${blocksPerStage}`);
  }
  // The longest first, because one family's name begins with another's: procresnet-2018-164.
  const family = [...families]
    .sort((a, b) => b.name.length - a.name.length)
    .find((candidate) => name === candidate.name || name.startsWith(`${candidate.name}-`));
  const depthText = family === undefined ? '' : name.slice(family.name.length + 1);
  if (family === undefined || !/^\d*$/.test(depthText)) throw new UnknownModelError(`there is no model '${name}'`);
  if (blocksPerStage !== undefined) return architecture(family, blocksPerStage);
  if (depthText === '') {
    throw new UnknownModelError(
      `'${name}' is a family of models: add a depth (${family.name}-${family.depths[0]}) or the blocks per stage`,
    );
  }
  const depth = Number(depthText);
  const blocks = (depth - family.depthOutsideBlocks) / layersPerBlock;
  if (!Number.isInteger(blocks) || blocks < 1) {
    const nearest = Math.max(1, Math.round(blocks)) * layersPerBlock + family.depthOutsideBlocks;
    throw new UnknownModelError(
      `no ${family.name} has depth ${depth}, which must be 9n + ${family.depthOutsideBlocks}: the nearest is ${family.name}-${nearest}`,
    );
  }
  return architecture(family, blocks);
}

function architecture(family: Family, blocksPerStage: number): Architecture {
  const depth = blocksPerStage * layersPerBlock + family.depthOutsideBlocks;
  return {
    name: `${family.name}-${depth}`,
    family: family.name,
    depth,
    blocksPerStage,
    build: (classes) => family.build(blocksPerStage, classes),
  };
}
