/**
 * Where r lies on a diverging scale that is centred at r = 1 and ends at ±1: log r / log limit, or (r − 1) / (limit − 1) on a linear
 * scale; NaN for what is not finite.
 *
 * @param limit where the scale ends, greater than 1
 */
export function ratioLevel(ratio: number, limit: number, scale: 'log' | 'linear'): number {
  if (!Number.isFinite(ratio)) return Number.NaN;
  const level = scale === 'log' ? Math.log(ratio) / Math.log(limit) : (ratio - 1) / (limit - 1);
  return Math.min(1, Math.max(-1, level));
}

/** The r that lies at a level of that scale. */
export const ratioAtLevel = (level: number, limit: number, scale: 'log' | 'linear'): number =>
  scale === 'log' ? Math.exp(level * Math.log(limit)) : 1 + level * (limit - 1);

/** @throws RangeError for a limit of 1 or less */
export function requireLimit(limit: number): void {
  if (!(limit > 1)) throw new RangeError(`the colours run from 1/limit to limit with limit > 1, got ${limit}`);
}
