import type { BlockKind } from '@procrustes/layers';

/** One line of `norms.jsonl`: the norms that one step's taps saw, in forward order. */
export interface NormSeries {
  /** Names of the taps. */
  readonly sites: readonly string[];
  /** The kind of the block that ends at each tap; the stem's, one or several, bound the network. */
  readonly kinds: readonly BlockKind[];
  /** ‖∂E/∂x_l‖₂ at each tap, over the whole batch. */
  readonly gradient: readonly number[];
}

/** r_l of one block. */
export interface BlockRatio {
  /** The tap at which the block ends. */
  readonly site: string;
  readonly kind: BlockKind;
  /** ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖. */
  readonly ratio: number;
}

/**
 * The norm ratios r_l = ‖∂E/∂x_l‖ / ‖∂E/∂x_{l+1}‖ of every block between two taps, in forward order: one fewer than
 * there are taps. A stem of several parts has ratios too, of kind `stem`; the head, behind the last tap, has none. Norm
 * preservation is r_l = 1 (Zaeemzadeh et al., arXiv 1805.07477, section 3). Where a gradient has vanished in float32, its norm is 0: the ratio
 * to it is Infinity, and NaN where both have.
 */
export function blockRatios({ sites, kinds, gradient }: NormSeries): BlockRatio[] {
  return sites.slice(1).map((site, index) => ({
    site,
    kind: kinds[index + 1] as BlockKind,
    ratio: (gradient[index] as number) / (gradient[index + 1] as number),
  }));
}

/**
 * Mean |r_l − 1| for each kind of block that occurs, the paper's measure of how far a network is from preserving norms. Not
 * finite for a kind of which one ratio is not.
 */
export function meanDeviation(ratios: readonly BlockRatio[]): Partial<Record<BlockKind, number>> {
  const totals = new Map<BlockKind, { sum: number; count: number }>();
  for (const { kind, ratio } of ratios) {
    const total = totals.get(kind) ?? { sum: 0, count: 0 };
    total.sum += Math.abs(ratio - 1);
    total.count += 1;
    totals.set(kind, total);
  }
  return Object.fromEntries([...totals].map(([kind, { sum, count }]) => [kind, sum / count]));
}
