import type { Architecture, Family } from './architecture.ts';
import { densenet, densenetK24, densenetK40 } from './densenet.ts';
import { plain, plainBatchNorm } from './plain.ts';
import { procresnet } from './procresnet.ts';
import { procresnet2018 } from './procresnet-2018.ts';
import { resnet } from './resnet.ts';

/** Every family of architectures, in the order in which they are listed. */
export const families: readonly Family[] = [
  resnet,
  procresnet,
  procresnet2018,
  plain,
  plainBatchNorm,
  densenet,
  densenetK24,
  densenetK40,
];

/** Every architecture that the papers train, by family and depth. */
export const architectures: readonly Architecture[] = families.flatMap((family) =>
  family.depths.map((depth) => architecture(family, blocksOfDepth(family, depth))),
);

/** A model name that is not known. */
export class UnknownModelError extends Error {
  override readonly name = 'UnknownModelError';
  constructor(
    message: string,
    /** The family that the name is of, where there is one and only the depth is wrong or missing. */
    readonly family: string | undefined,
  ) {
    super(message);
  }
}

/** Ten times as deep as anything that is trained; more is a slip of the pen and would only run out of memory. */
const maxDepth = 100_000;

/**
 * The architecture of that name. Any depth of a family up to 100,000 will do (`resnet-29`); with `blocksPerStage` the
 * family's name is enough, and a depth in the name is overridden.
 *
 * @throws UnknownModelError for a family that does not exist, or a depth that no whole number of blocks gives
 * @throws RangeError for blocks that are no whole number ≥ 1, or make the network deeper than that
 */
export function findArchitecture(name: string, blocksPerStage?: number): Architecture {
  const { family, depth } = parsedName(name);
  return depth === '' ? architectureOf(family, { blocksPerStage }) : architectureOf(family, { blocksPerStage, depth });
}

/**
 * The architecture of a family, one of this package or a user's own: with so many blocks per stage, or else of that depth.
 *
 * @throws UnknownModelError where neither is given, or no whole number of blocks gives the depth
 * @throws RangeError for blocks that are no whole number ≥ 1, or make the network deeper than 100,000 layers
 */
export function architectureOf(
  family: Family,
  { blocksPerStage, depth }: { readonly blocksPerStage?: number | undefined; readonly depth?: number | string },
): Architecture {
  const { depthOutsideBlocks } = family;
  const perBlock = layersPerBlockOfEachStage(family);
  const maxBlocks = Math.floor((maxDepth - depthOutsideBlocks) / perBlock);
  if (blocksPerStage !== undefined) {
    if (!(Number.isInteger(blocksPerStage) && blocksPerStage >= 1 && blocksPerStage <= maxBlocks)) {
      throw new RangeError(
        `the blocks per stage of ${family.name} are a whole number from 1 to ${maxBlocks}, got ${blocksPerStage}`,
      );
    }
    return architecture(family, blocksPerStage);
  }
  if (depth === undefined) {
    throw new UnknownModelError(
      `'${family.name}' is a family of models: add a depth (${family.name}-${family.depths[0]}) or the blocks per stage`,
      family.name,
    );
  }
  const blocks = blocksOfDepth(family, Number(depth));
  if (!Number.isInteger(blocks) || blocks < 1 || blocks > maxBlocks) {
    const nearest = architecture(family, Math.min(maxBlocks, Math.max(1, Math.round(blocks))));
    throw new UnknownModelError(
      `no ${family.name} has depth ${depth}, which must be ${perBlock}n + ${depthOutsideBlocks} and at most ${maxDepth}: the nearest is ${nearest.name}`,
      family.name,
    );
  }
  return architecture(family, blocks);
}

/** What one block more in each of the three stages adds to the depth. */
function layersPerBlockOfEachStage({ layersPerBlock }: Family): number {
  return 3 * layersPerBlock;
}

/** A whole number where there is such an architecture. */
function blocksOfDepth(family: Family, depth: number): number {
  return (depth - family.depthOutsideBlocks) / layersPerBlockOfEachStage(family);
}

/** The family that a name begins with, and the digits of its depth, '' where it has none. */
function parsedName(name: string): { readonly family: Family; readonly depth: string } {
  // The longest first, because one family's name begins with another's: procresnet-2018-164.
  const family = [...families]
    .sort((a, b) => b.name.length - a.name.length)
    .find((candidate) => name === candidate.name || name.startsWith(`${candidate.name}-`));
  const depth = family === undefined ? '' : name.slice(family.name.length + 1);
  if (family === undefined || !/^\d*$/.test(depth)) {
    const known = families.map((candidate) => candidate.name).join(', ');
    throw new UnknownModelError(
      `there is no model '${name}': a name is a family (${known}) and a depth, as in ${architectures[0]?.name}`,
      undefined,
    );
  }
  return { family, depth };
}

function architecture(family: Family, blocksPerStage: number): Architecture {
  const depth = blocksPerStage * layersPerBlockOfEachStage(family) + family.depthOutsideBlocks;
  return {
    name: `${family.name}-${depth}`,
    family: family.name,
    depth,
    blocksPerStage,
    build: (classes) => family.build(blocksPerStage, classes),
  };
}
