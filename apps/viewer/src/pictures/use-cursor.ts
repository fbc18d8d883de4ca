import { useEffect, useRef } from 'preact/hooks';
import { cursor } from '../cursor.ts';

/** Calls `moved` whenever the cursor has moved, at once: what follows the scrubber must not wait for a frame. */
export function useCursor(moved: () => void): void {
  const latest = useRef(moved);
  latest.current = moved;
  useEffect(() => {
    const follow = (): void => latest.current();
    return cursor.subscribe(follow);
  }, []);
}
