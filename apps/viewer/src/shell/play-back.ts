import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { recordAt } from '../steps/record-at.ts';

/** In milliseconds: between two pictures, and the most that all recorded steps and that one of them take. */
const interval = 80;
const longest = 12_000;
const longestStep = 400;

/** Moves the cursor through the recorded steps. */
export interface PlayBack {
  readonly playing: ReadonlySignal<boolean>;
  /** From the cursor on; from the first step where the cursor is at the newest. Stops at the end. */
  play(): void;
  stop(): void;
}

export function createPlayBack(steps: ReadonlySignal<readonly number[]>, cursor: Signal<number | null>): PlayBack {
  const playing = signal(false);
  let position = 0;

  const advance = () => {
    const last = steps.peek().length - 1;
    const shown = cursor.peek();
    // Someone may have taken the cursor elsewhere in the meantime.
    if (shown !== steps.peek()[Math.floor(position)]) position = shown === null ? last : indexAt(shown);
    position += interval * Math.max(last / longest, 1 / longestStep);
    // The end is the newest step, also where more are still to come.
    cursor.value = position >= last ? null : (steps.peek()[Math.floor(position)] ?? null);
    if (position >= last) playing.value = false;
  };
  const indexAt = (step: number) => Math.max(0, recordAt(steps.peek(), step));

  effect(() => {
    if (!playing.value) return;
    const timer = setInterval(advance, interval);
    return () => clearInterval(timer);
  });

  return {
    playing,
    play() {
      const shown = cursor.peek();
      const last = steps.peek().length - 1;
      if (last < 1) return;
      position = shown === null || indexAt(shown) === last ? 0 : indexAt(shown);
      cursor.value = steps.peek()[position] ?? null;
      playing.value = true;
    },
    stop() {
      playing.value = false;
    },
  };
}
