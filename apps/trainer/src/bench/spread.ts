/** What was measured of one thing, a sample a round. */
export interface Spread {
  readonly samples: readonly number[];
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Median, least and largest of some samples; of an even number the median is the mean of the two in the middle.
 * @throws RangeError where there is none
 */
export function spread(samples: readonly number[]): Spread {
  if (samples.length === 0) throw new RangeError('a spread needs one sample at least, got none');
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [below, above] = [sorted[Math.floor(middle)] as number, sorted[Math.ceil(middle)] as number];
  return { samples, median: (below + above) / 2, min: sorted[0] as number, max: sorted.at(-1) as number };
}

/**
 * Round by round a / b, so that what else the machine did in a round falls on both.
 * @throws RangeError where the rounds are not the same
 */
export function pairedRatios(a: readonly number[], b: readonly number[]): Spread {
  if (a.length !== b.length) throw new RangeError(`ratios are of the same rounds, got ${a.length} and ${b.length}`);
  return spread(a.map((value, round) => value / (b[round] as number)));
}
