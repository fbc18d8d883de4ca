import { expect } from 'vitest';

/** An expectation that is tried again until it holds, for as long as a busy machine may take. */
export const eventually: typeof expect.poll = (ask) => expect.poll(ask, { timeout: 300_000, interval: 50 });
