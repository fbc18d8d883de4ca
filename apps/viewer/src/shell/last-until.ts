/** The index of the last record whose step is at most `step`, among records in ascending order; −1 where there is none. */
export function lastUntil<T>(records: readonly T[], stepOf: (record: T) => number, step: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stepOf(records[middle] as T) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
