import { recordAt } from '../steps/record-at.ts';

/**
 * Where a key moves the cursor among these ascending steps: arrows to the next or the last one, page keys by a tenth of all, Home to the
 * first, End to the newest (null), which it then follows. Undefined for every other key.
 */
export function stepForKey(key: string, steps: readonly number[], at: number | null): number | null | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -Math.ceil(steps.length / 10),
    PageUp: Math.ceil(steps.length / 10),
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const move = moves[key];
  if (move === undefined || steps.length === 0) return undefined;
  const next = recordAt(steps, at) + move;
  return next >= steps.length ? null : (steps[Math.max(0, next)] as number);
}
