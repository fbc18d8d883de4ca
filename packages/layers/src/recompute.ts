/**
 * What of a network's activations the backward pass computes again, rather than find it kept: nothing, all of each single
 * block, or all of each segment of so many blocks, of which only the input is kept. `auto` chooses the length.
 */
export type Recompute = 'none' | 'block' | 'auto' | number;

/**
 * Blocks in a segment. One segment's activations and all segments' inputs are in memory at once; with segments of k of L
 * blocks, each of which keeps c times its input, that is L/k + c·k inputs, least at k = √(L/c) (Chen et al. 2016 with
 * c = 1). A bottleneck keeps c = 3: its input, the normalised input, and four maps of a quarter of the channels.
 *
 * @param blocks L
 * @returns 1 … blocks; all of them where nothing is to be recomputed
 * @throws RangeError where it is none of the words and no whole number ≥ 1
 */
export function segmentLength(recompute: Recompute, blocks: number): number {
  switch (recompute) {
    case 'none':
      return blocks;
    case 'block':
      return 1;
    case 'auto':
      return Math.max(1, Math.round(Math.sqrt(blocks / 3)));
    default:
      if (!Number.isSafeInteger(recompute) || recompute < 1) {
        throw new RangeError(
          `recompute is 'none', 'block', 'auto' or a whole number of blocks ≥ 1, got ${JSON.stringify(recompute)}`,
        );
      }
      return Math.min(recompute, blocks);
  }
}
