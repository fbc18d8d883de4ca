/** Where the queue has its time from; a test gives its own. */
export interface DrawClock {
  /** Milliseconds. */
  now(): number;
  /** Runs `task` as a task of its own after that many milliseconds, once the page has had its turn. */
  later(task: () => void, milliseconds: number): void;
}

const pageClock: DrawClock = {
  now: () => performance.now(),
  later: (task, milliseconds) => void setTimeout(task, milliseconds),
};

interface Request {
  readonly draw: () => void;
  readonly interval: number;
}

/**
 * Draws what is asked for one after another, each in a task of its own, and leaves the page as much time between two drawings as the last one took:
 * however many pictures wait, input is answered after one of them.
 */
export class DrawQueue {
  readonly #clock: DrawClock;
  readonly #requests = new Map<object, Request>();
  readonly #drawnAt = new WeakMap<object, number>();
  /** When the next look at the requests is due; infinite where none is planned. */
  #planned = Number.POSITIVE_INFINITY;
  #rest = 0;

  constructor(clock: DrawClock = pageClock) {
    this.#clock = clock;
  }

  /**
   * Has `draw` called, in place of what was last asked for by the same key and is not drawn yet.
   *
   * @param interval milliseconds that pass at least since the key's last drawing; of those that are due the one with the shortest comes first
   */
  request(key: object, draw: () => void, interval: number): void {
    this.#requests.set(key, { draw, interval });
    this.#plan(this.#due(key, interval));
  }

  /** Forgets what was asked for by this key. */
  cancel(key: object): void {
    this.#requests.delete(key);
  }

  #due(key: object, interval: number): number {
    return Math.max(this.#rest, (this.#drawnAt.get(key) ?? Number.NEGATIVE_INFINITY) + interval);
  }

  #plan(time: number): void {
    if (time >= this.#planned) return;
    this.#planned = time;
    const now = this.#clock.now();
    this.#clock.later(
      () => {
        // An earlier look has taken this one's place.
        if (this.#planned !== time) return;
        this.#planned = Number.POSITIVE_INFINITY;
        this.#drawNext();
      },
      Math.max(0, time - now),
    );
  }

  #drawNext(): void {
    const now = this.#clock.now();
    const due = [...this.#requests].filter(([key, { interval }]) => this.#due(key, interval) <= now);
    const next = due.reduce<(typeof due)[number] | undefined>(
      (first, one) => (first === undefined || one[1].interval < first[1].interval ? one : first),
      undefined,
    );
    try {
      if (next !== undefined) {
        const [key, { draw }] = next;
        this.#requests.delete(key);
        draw();
        const end = this.#clock.now();
        this.#drawnAt.set(key, end);
        this.#rest = end + (end - now);
      }
    } finally {
      const times = [...this.#requests].map(([key, { interval }]) => this.#due(key, interval));
      if (times.length > 0) this.#plan(Math.min(...times));
    }
  }
}

/** The one of the page. */
export const drawQueue = new DrawQueue();
