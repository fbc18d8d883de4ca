import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPlayBack } from './play-back.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const started = (steps: readonly number[], at: number | null) => {
  const cursor = signal(at);
  const recorded = signal(steps);
  const playBack = createPlayBack(recorded, cursor);
  const seen: (number | null)[] = [];
  cursor.subscribe((step) => void seen.push(step));
  playBack.play();
  return { cursor, recorded, playBack, seen };
};

describe('playing back', () => {
  it('goes through all steps once, in order, and ends at the newest', () => {
    const { cursor, playBack, seen } = started([10, 20, 30, 40], null);
    vi.advanceTimersByTime(60_000);
    expect(seen).toEqual([null, 10, 20, 30, null]);
    expect(playBack.playing.value).toBe(false);
    expect(cursor.value).toBeNull();
  });

  it('takes no longer for thousands of steps', () => {
    const { playBack, seen } = started(
      Array.from({ length: 10_000 }, (_, index) => index),
      null,
    );
    vi.advanceTimersByTime(13_000);
    expect(playBack.playing.value).toBe(false);
    expect(seen.length).toBeGreaterThan(100);
  });

  it('begins where the cursor is, and goes on from where it is taken', () => {
    const { cursor, seen } = started([10, 20, 30, 40, 50], 30);
    vi.advanceTimersByTime(100);
    cursor.value = 10;
    vi.advanceTimersByTime(60_000);
    expect(seen.slice(1)).toEqual([10, 20, 30, 40, null]);
  });

  it('stops when told', () => {
    const { cursor, playBack } = started([10, 20, 30], null);
    playBack.stop();
    vi.advanceTimersByTime(60_000);
    expect(cursor.value).toBe(10);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has nothing to play with a single step', () => {
    expect(started([10], null).playBack.playing.value).toBe(false);
  });
});
