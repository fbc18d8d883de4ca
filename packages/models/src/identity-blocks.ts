import { type Block, bottleneck, ResidualBlock } from '@procrustes/layers';
import type { Stage } from './stages.ts';

/** The blocks of a stage that has no others: bottlenecks with an identity skip, which keep the stage's channels and grid. */
export function identityBlocks({ name, width, channels }: Stage, blocks: number): Block[] {
  return Array.from({ length: blocks }, (_, index) => ({
    name: `${name}.${index}`,
    kind: 'identity',
    module: new ResidualBlock(bottleneck({ inChannels: channels, width, outChannels: channels })),
  }));
}
