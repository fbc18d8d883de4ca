import { describe, expect, it } from 'vitest';
import { GrowingNormTable } from './growing-norm-table.ts';
import type { NormTable } from './norm-table.ts';

/** Rows of two taps for these steps; the norm at tap s of step t is 10 t + s. */
const rows = (steps: readonly number[], activation = true): NormTable => {
  const norms = () => Float64Array.from(steps.flatMap((step) => [10 * step, 10 * step + 1]));
  return {
    sites: ['a', 'b'],
    kinds: ['stem', 'plain'],
    steps,
    gradient: norms(),
    activation: activation ? norms() : null,
  };
};

describe('GrowingNormTable', () => {
  it('holds all rows in order, however they come', () => {
    const growing = new GrowingNormTable();
    expect(growing.table.steps).toEqual([]);
    for (const steps of [[], [1], [], [2, 3], [4, 5, 6, 7, 8, 9]]) growing.add(rows(steps));
    expect(growing.table).toEqual(rows([1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(growing.table.gradient.length).toBe(18);
  });

  it('leaves tables as they were handed out', () => {
    const growing = new GrowingNormTable();
    const tables: NormTable[] = [];
    for (let step = 1; step <= 50; step += 1) {
      growing.add(rows([step]));
      tables.push(growing.table);
    }
    tables.forEach((table, index) => {
      expect(table).toEqual(rows(Array.from({ length: index + 1 }, (_, before) => before + 1)));
    });
  });

  it('moves what it holds a few times only', () => {
    const growing = new GrowingNormTable();
    const buffers = new Set<ArrayBufferLike>();
    for (let step = 1; step <= 1000; step += 1) {
      growing.add(rows([step]));
      buffers.add(growing.table.gradient.buffer);
    }
    expect(buffers.size).toBeLessThan(12);
  });

  it('grows in the room that its first rows bring', () => {
    const growing = new GrowingNormTable();
    const room = new Float64Array(8);
    room.set([10, 11]);
    growing.add({ ...rows([1], false), gradient: room.subarray(0, 2) });
    growing.add(rows([2], false));
    expect(growing.table.gradient.buffer).toBe(room.buffer);
    expect(growing.table).toEqual(rows([1, 2], false));
  });

  it('refuses rows of another shape', () => {
    const growing = new GrowingNormTable();
    growing.add(rows([1]));
    expect(() => growing.add(rows([2], false))).toThrow('expected rows of 2 taps with activations, found 2 without');
    expect(() => growing.add({ ...rows([2]), sites: ['a'] })).toThrow(RangeError);
  });
});
