/**
 * At most `limit` of the records, in their order, such that a line through them keeps its extremes: the records are cut
 * into equal spans, and each gives its lowest, its highest and its first value that is not finite (so that a gap in a line
 * stays a gap). The first and the last record are always kept.
 *
 * @param limit at least 5
 * @throws RangeError for a smaller limit
 */
export function downsample<T>(records: readonly T[], value: (record: T) => number, limit: number): readonly T[] {
  if (!(limit >= 5)) throw new RangeError(`downsample keeps at least 5 records, got a limit of ${limit}; raise it`);
  if (records.length <= limit) return records;
  const spans = Math.floor((limit - 2) / 3);
  const kept = new Set([0, records.length - 1]);
  for (let span = 0; span < spans; span += 1) {
    const start = Math.floor((span * records.length) / spans);
    const end = Math.floor(((span + 1) * records.length) / spans);
    for (const index of extremes(records, value, start, end)) kept.add(index);
  }
  return [...kept].sort((a, b) => a - b).map((index) => records[index] as T);
}

function extremes<T>(records: readonly T[], value: (record: T) => number, start: number, end: number): number[] {
  let lowest = -1;
  let highest = -1;
  let notFinite = -1;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = start; index < end; index += 1) {
    const number = value(records[index] as T);
    if (!Number.isFinite(number)) {
      if (notFinite < 0) notFinite = index;
      continue;
    }
    if (number < low) [low, lowest] = [number, index];
    if (number > high) [high, highest] = [number, index];
  }
  return [lowest, highest, notFinite].filter((index) => index >= 0);
}
