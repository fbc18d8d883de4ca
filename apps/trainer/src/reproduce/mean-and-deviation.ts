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

/** As `0.123 ± 0.004`; of one value the mean alone. */
export function meanText({ mean, deviation }: MeanAndDeviation, digits: number): string {
  return Number.isFinite(deviation) ? `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}` : mean.toFixed(digits);
}
