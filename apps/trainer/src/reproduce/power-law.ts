/** y ≈ factor · x^exponent, by least squares in log x and log y. */
export interface PowerLaw {
  readonly exponent: number;
  readonly factor: number;
}

/** @throws RangeError for fewer than two different x, or values that are not positive */
export function powerLaw(x: readonly number[], y: readonly number[]): PowerLaw {
  if (![...x, ...y].every((value) => value > 0)) {
    throw new RangeError(`a power law is drawn through positive values, got ${JSON.stringify([x, y])}`);
  }
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mu, mv] = [mean(u), mean(v)];
  const squares = u.reduce((sum, value) => sum + (value - mu) ** 2, 0);
  if (!(squares > 0)) throw new RangeError(`a power law is drawn through two different x or more, got ${x}`);
  const exponent = u.reduce((sum, value, index) => sum + (value - mu) * ((v[index] as number) - mv), 0) / squares;
  return { exponent, factor: Math.exp(mv - exponent * mu) };
}
