import { useEffect, useRef, useState } from 'preact/hooks';
import type { ViewedRun } from '../viewed-run.ts';
import type { RatioCache } from './ratio-cache.ts';

/**
 * The runs whose pictures can be drawn without a pause: of a long run the ratios are worked out first, in many short tasks between which the
 * page answers. Until then, those of these runs that could be drawn before, as they were.
 */
export function usePrepared(runs: readonly ViewedRun[], cache: RatioCache): readonly ViewedRun[] {
  const [, showPrepared] = useState<object>();
  const prepared = useRef<readonly ViewedRun[]>([]);
  const isPrepared = cache.missing(runs) <= atOnce;
  if (isPrepared) prepared.current = runs;
  useEffect(() => {
    if (isPrepared) return;
    const parts = cache.prepare(runs, partSize);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const workOn = (): void => {
      const end = performance.now() + taskMilliseconds;
      while (performance.now() < end) {
        if (parts.next().done) {
          showPrepared({});
          return;
        }
      }
      timer = setTimeout(workOn);
    };
    timer = setTimeout(workOn);
    return () => clearTimeout(timer);
  }, [runs, cache, isPrepared]);
  return isPrepared ? runs : prepared.current.filter(({ id }) => runs.some((run) => run.id === id));
}

/** Ratios that are worked out in a few milliseconds, as the new ones of a run that grows: its pictures do not wait. */
const atOnce = 250_000;
/** Worked out in two milliseconds or so: a task ends in time, and parts do not cost more than what is in them. */
const partSize = 100_000;
/** Input that comes meanwhile is answered in the same frame. */
const taskMilliseconds = 12;
