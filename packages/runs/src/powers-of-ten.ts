/** The largest k whose power 10ᵏ is tabulated: far enough from the ends of float64 that no rounding error underflows. */
export const largestPower = 270;

/** 10ᵏ as `high[k]` + `low[k]`, to 106 bits, and `high[k]` cut into halves of 26 bits, whose products are exact (Dekker 1971). */
export interface PowersOfTen {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly upperHalf: Float64Array;
  readonly lowerHalf: Float64Array;
  /** 10⁻ᵏ, to the nearest float64 but one. */
  readonly inverse: Float64Array;
}

/** 2²⁷ + 1, which cuts a float64 into halves. */
export const splitter = 134217729;

export const powersOfTen: PowersOfTen = tabulate();

function tabulate(): PowersOfTen {
  const [high, low, upperHalf, lowerHalf, inverse] = Array.from(
    { length: 5 },
    () => new Float64Array(largestPower + 1),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  let power = 1n;
  for (let k = 0; k <= largestPower; k += 1) {
    const nearest = Number(power);
    const scaled = splitter * nearest;
    high[k] = nearest;
    low[k] = Number(power - BigInt(nearest));
    upperHalf[k] = scaled - (scaled - nearest);
    lowerHalf[k] = nearest - (upperHalf[k] as number);
    inverse[k] = 1 / nearest;
    power *= 10n;
  }
  return { high, low, upperHalf, lowerHalf, inverse };
}
