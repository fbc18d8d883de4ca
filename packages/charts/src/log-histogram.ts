/** A bin of a histogram: [start, end) and the share of all values that it holds. */
export interface Bin {
  readonly start: number;
  readonly end: number;
  readonly share: number;
}

/**
 * A histogram with bins of equal width in log x, between `low` and `high`; the last bin holds `high` too. Values outside
 * (and those that are not finite) are in no bin, but count among all.
 */
export function logHistogram(values: Iterable<number>, domain: readonly [number, number], bins: number): Bin[] {
  const [low, high] = domain.map(Math.log) as [number, number];
  const counts = new Float64Array(bins);
  let total = 0;
  for (const value of values) {
    total += 1;
    const logarithm = Math.log(value);
    const bin = logarithm === high ? bins - 1 : Math.floor((bins * (logarithm - low)) / (high - low));
    if (bin >= 0 && bin < bins) counts[bin] = (counts[bin] as number) + 1;
  }
  const edge = (index: number): number => Math.exp(low + ((high - low) * index) / bins);
  return [...counts].map((count, index) => ({
    start: edge(index),
    end: edge(index + 1),
    share: count / Math.max(1, total),
  }));
}
