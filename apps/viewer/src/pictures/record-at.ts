/**
 * The index of the last of the ascending `steps` that is at most `step`, −1 where there is none; null asks for the newest.
 */
export function recordAt(steps: readonly number[], step: number | null): number {
  if (step === null) return steps.length - 1;
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as number) <= step) low = middle + 1;
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
