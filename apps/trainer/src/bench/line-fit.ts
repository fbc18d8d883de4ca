/** y ≈ intercept + slope · x. */
export interface LineFit {
  readonly intercept: number;
  readonly slope: number;
  /** y / (intercept + slope · x) − 1 at each point. */
  readonly deviations: readonly number[];
}

/**
 * The line with the least sum of squared *relative* deviations, Σ ((y − a − b x) / y)², so that the small values count as
 * much as the large ones.
 * @throws RangeError for fewer than two different x, or a y that is not positive
 */
export function lineFit(xs: readonly number[], ys: readonly number[]): LineFit {
  if (xs.length !== ys.length || new Set(xs).size < 2 || !ys.every((y) => y > 0)) {
    throw new RangeError(
      `a line needs two different x at least and as many positive y, got x = ${xs.join(', ')} and y = ${ys.join(', ')}`,
    );
  }
  const weights = ys.map((y) => 1 / y ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value, i) => sum + (weights[i] as number) * value, 0) / total;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((x, i) => (x - meanX) * ((ys[i] as number) - meanY)));
  const slope = covariance / mean(xs.map((x) => (x - meanX) ** 2));
  const intercept = meanY - slope * meanX;
  return { intercept, slope, deviations: xs.map((x, i) => (ys[i] as number) / (intercept + slope * x) - 1) };
}
