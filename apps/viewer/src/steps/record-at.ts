/**
 * The index of the last of the records, ascending by step, whose step is at most `step`; −1 where there is none. Null asks for the newest.
 *
 * @param stepOf left out where the records are steps themselves
 */
export function recordAt(records: readonly number[], step: number | null): number;
export function recordAt<T>(records: readonly T[], step: number | null, stepOf: (record: T) => number): number;
export function recordAt<T>(
  records: readonly T[],
  step: number | null,
  stepOf: (record: T) => number = (record) => record as number,
): number {
  if (step === null) return records.length - 1;
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stepOf(records[middle] as T) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The one of the ascending `steps` that is nearest to `step`; null where there is none. */
export function nearestStep(steps: readonly number[], step: number): number | null {
  const before = steps[recordAt(steps, step)];
  const after = steps[recordAt(steps, step) + 1];
  if (before === undefined) return after ?? null;
  return after !== undefined && after - step < step - before ? after : before;
}
