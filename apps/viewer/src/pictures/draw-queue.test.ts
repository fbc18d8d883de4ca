import { describe, expect, it } from 'vitest';
import { type DrawClock, DrawQueue } from './draw-queue.ts';

/** A clock that stands still but where `run` lets it go on. */
class HandClock implements DrawClock {
  time = 0;
  readonly #tasks: { task: () => void; at: number }[] = [];

  now(): number {
    return this.time;
  }

  later(task: () => void, milliseconds: number): void {
    this.#tasks.push({ task, at: this.time + milliseconds });
  }

  /** Runs the earliest task; false where there is none. */
  run(): boolean {
    this.#tasks.sort((a, b) => a.at - b.at);
    const next = this.#tasks.shift();
    if (next === undefined) return false;
    this.time = Math.max(this.time, next.at);
    next.task();
    return true;
  }
}

function scene() {
  const clock = new HandClock();
  const queue = new DrawQueue(clock);
  const drawn: string[] = [];
  const drawing =
    (name: string, milliseconds = 0) =>
    () => {
      drawn.push(`${name} at ${clock.time}`);
      clock.time += milliseconds;
    };
  return { clock, queue, drawn, drawing };
}

describe('DrawQueue', () => {
  it('draws one picture a task and rests for as long as it took', () => {
    const { clock, queue, drawn, drawing } = scene();
    queue.request({}, drawing('a', 30), 100);
    queue.request({}, drawing('b', 10), 100);
    expect(drawn, 'nothing is drawn while it is asked for').toEqual([]);
    clock.run();
    expect(drawn).toEqual(['a at 0']);
    while (clock.run());
    expect(drawn).toEqual(['a at 0', 'b at 60']);
  });

  it('draws the latest of what one key asked for, and not before its interval', () => {
    const { clock, queue, drawn, drawing } = scene();
    const key = {};
    queue.request(key, drawing('old'), 100);
    queue.request(key, drawing('new'), 100);
    while (clock.run());
    expect(drawn).toEqual(['new at 0']);
    queue.request(key, drawing('next'), 100);
    while (clock.run());
    expect(drawn).toEqual(['new at 0', 'next at 100']);
  });

  it('draws first what is asked for at the shortest interval', () => {
    const { clock, queue, drawn, drawing } = scene();
    queue.request({}, drawing('slow'), 300);
    queue.request({}, drawing('quick'), 30);
    while (clock.run());
    expect(drawn).toEqual(['quick at 0', 'slow at 0']);
  });

  it('forgets what was cancelled', () => {
    const { clock, queue, drawn, drawing } = scene();
    const key = {};
    queue.request(key, drawing('a'), 100);
    queue.cancel(key);
    while (clock.run());
    expect(drawn).toEqual([]);
  });

  it('goes on after a drawing that failed', () => {
    const { clock, queue, drawn, drawing } = scene();
    queue.request(
      {},
      () => {
        throw new Error('cannot be drawn');
      },
      0,
    );
    queue.request({}, drawing('b'), 100);
    expect(() => clock.run()).toThrow('cannot be drawn');
    while (clock.run());
    expect(drawn).toEqual(['b at 0']);
  });
});
