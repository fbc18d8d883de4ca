/**
 * The mean of each value and those before it, `span` of them in all (fewer at the start), over the finite ones only; a
 * value that is not finite itself has no mean. Linear in the number of values, whatever the span.
 */
export function movingAverage(values: readonly number[], span: number): number[] {
  // A window of `span` values is the end of one span and the start of the next. Sums from both sides of the border between
  // them take nothing away again, so that one huge value leaves no rounding error behind it.
  const sums = new Float64Array(values.length + 1);
  const counts = new Float64Array(values.length + 1);
  const means = new Array<number>(values.length);
  for (let start = 0; start < values.length; start += span) {
    const end = Math.min(values.length, start + span);
    let [sum, count] = [0, 0];
    for (let index = start; index < end; index += 1) {
      const value = values[index] as number;
      if (Number.isFinite(value)) {
        // Divided first: the sum of finite numbers may overflow where their mean does not.
        sum += value / span;
        count += 1;
      }
      const before = index - span + 1;
      const [earlier, others] = before > 0 && before < start ? [sums[before], counts[before]] : [0, 0];
      const all = count + (others as number);
      means[index] = Number.isFinite(value) ? (sum + (earlier as number)) * (span / all) : Number.NaN;
    }
    // From the end of the span to each of its values.
    [sum, count] = [0, 0];
    for (let index = end - 1; index >= start; index -= 1) {
      const value = values[index] as number;
      if (Number.isFinite(value)) {
        sum += value / span;
        count += 1;
      }
      sums[index] = sum;
      counts[index] = count;
    }
  }
  return means;
}
