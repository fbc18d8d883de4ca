export interface MeanAndDeviation {
  readonly mean: number;
  /** Of the sample, with n − 1; NaN of one value. */
  readonly deviation: number;
  readonly count: number;
}

/** @throws RangeError for no value */
export function meanAndDeviation(values: readonly number[]): MeanAndDeviation {
  const count = values.length;
  if (count === 0) throw new RangeError('a mean is of one value or more, got none');
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (count - 1)), count };
}

/**
 * −1 or 1 where one mean is below or above another by more than the deviations of both, √(s² + t²); else 0, and where there is one value
 * alone or one that is no number: chance of a few seeds makes no finding.
 */
export function clearSign(one: MeanAndDeviation, other: MeanAndDeviation): -1 | 0 | 1 {
  const difference = one.mean - other.mean;
  if (!(Math.abs(difference) > Math.hypot(one.deviation, other.deviation))) return 0;
  return difference < 0 ? -1 : 1;
}

/** As `0.123 ± 0.004`; of one value the mean alone; `none` where a value is missing, as of a net that diverged. */
export function meanText({ mean, deviation }: MeanAndDeviation, digits: number): string {
  if (!Number.isFinite(mean)) return 'none';
  return Number.isFinite(deviation) ? `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}` : mean.toFixed(digits);
}
