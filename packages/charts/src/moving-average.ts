/**
 * The mean of each value and those before it, `span` of them in all (fewer at the start), over the finite ones only; a
 * value that is not finite itself has no mean.
 */
export function movingAverage(values: readonly number[], span: number): number[] {
  return values.map((value, index) => {
    if (!Number.isFinite(value)) return Number.NaN;
    const window = values.slice(Math.max(0, index - span + 1), index + 1).filter(Number.isFinite);
    // Divided first: the sum of finite numbers may overflow where their mean does not.
    return window.reduce((mean, other) => mean + other / window.length, 0);
  });
}
