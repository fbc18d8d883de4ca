/**
 * About `count` round numbers for a logarithmic axis over `domain`: evenly spaced ones where the axis spans less than a
 * factor of ten, else 1, 2 and 5 times powers of ten, or powers of ten alone.
 */
export function logTicks([low, high]: readonly [number, number], count: number): number[] {
  // Closer together than numbers can be told apart in a label.
  if (!(high / low > 1 + 1e-9)) return [low];
  if (high / low < 10) return linearTicks(low, high, count);
  const decades = Math.log10(high / low);
  const factors = 3 * decades <= count + 3 ? [1, 2, 5] : [1];
  const every = Math.ceil(decades / count);
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    if (power % every !== 0) continue;
    for (const factor of factors) {
      const tick = Number(`${factor}e${power}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

function linearTicks(low: number, high: number, count: number): number[] {
  const power = 10 ** Math.floor(Math.log10((high - low) / count));
  const step = ([1, 2, 5].find((factor) => (high - low) / (factor * power) <= count) ?? 10) * power;
  const ticks: number[] = [];
  for (let multiple = Math.ceil(low / step); multiple * step <= high; multiple += 1) {
    ticks.push(Number((multiple * step).toPrecision(12)));
  }
  return ticks;
}

/** A tick's label: as few digits as tell it. */
export const tickText = (tick: number): string =>
  tick !== 0 && (Math.abs(tick) < 1e-4 || Math.abs(tick) >= 1e5)
    ? tick.toExponential(0).replace('e+', 'e')
    : String(tick);
