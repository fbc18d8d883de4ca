/**
 * A number for reading: `digits` significant digits, thousands apart, powers of ten where it is very large or small, and
 * plain words where it is not finite.
 */
export function numberText(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return 'not finite';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(digits - 1).replace('e+', 'e');
  if (Number.isInteger(value)) return value.toLocaleString('en-GB');
  if (size >= 10 ** digits) return Math.round(value).toLocaleString('en-GB');
  return value.toPrecision(digits);
}

/** A fraction as a percentage with one decimal. */
export const percentText = (fraction: number | null | undefined): string =>
  fraction === null || fraction === undefined || !Number.isFinite(fraction)
    ? numberText(fraction)
    : `${(100 * fraction).toFixed(1)} %`;
