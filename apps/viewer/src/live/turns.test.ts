import { describe, expect, it } from 'vitest';
import { turns } from './turns.ts';

describe('turns', () => {
  it('carries tasks out one after another, in the order in which they came, also behind one that fails', async () => {
    const inTurn = turns();
    const told: string[] = [];
    const task = (name: string, waits: number, fails = false) =>
      inTurn(async () => {
        told.push(`${name} begins`);
        for (let i = 0; i < waits; i += 1) await Promise.resolve();
        told.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const results = await Promise.allSettled([task('slow', 9), task('failing', 3, true), task('fast', 0)]);
    expect(told).toEqual(['slow', 'failing', 'fast'].flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
