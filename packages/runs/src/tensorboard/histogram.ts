/** How often values occur in neighbouring ranges, as TensorBoard shows them. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** The upper end of each range, ascending; the first range begins at `min`. */
  readonly limits: readonly number[];
  /** How many values lie in each range. */
  readonly counts: readonly number[];
}

const ranges = 30;

/** The histogram of the finite ones among some values, in 30 ranges of one width; undefined where there is none. */
export function histogramOf(values: readonly number[]): Histogram | undefined {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return undefined;
  const min = finite.reduce((a, b) => Math.min(a, b));
  const max = finite.reduce((a, b) => Math.max(a, b));
  const number = min === max ? 1 : ranges;
  const counts = new Array<number>(number).fill(0);
  for (const value of finite) {
    const range = min === max ? 0 : Math.floor(((value - min) / (max - min)) * number);
    counts[Math.min(range, number - 1)] = (counts[Math.min(range, number - 1)] as number) + 1;
  }
  const limits = counts.map((_, range) => (range === number - 1 ? max : min + ((range + 1) / number) * (max - min)));
  return {
    min,
    max,
    count: finite.length,
    sum: finite.reduce((a, b) => a + b),
    sumOfSquares: finite.reduce((sum, value) => sum + value * value, 0),
    limits,
    counts,
  };
}
