import { describe, expect, it } from 'vitest';
import type { NormTable } from './norm-table.ts';
import { NormTableBuilder } from './norm-table-builder.ts';
import type { NormsRecord } from './records.ts';

const record = (step: number): NormsRecord => ({
  step,
  sites: ['conv1', 'layer1.0', 'layer1.1'],
  kinds: ['stem', 'transition', 'identity'],
  gradient: [step, step + 0.25, step + 0.5],
  activation: [-step, -step - 0.25, -step - 0.5],
});

function built(steps: readonly number[]): NormTableBuilder {
  const builder = new NormTableBuilder();
  for (const step of steps) builder.append(record(step));
  return builder;
}

const steps = Array.from({ length: 21 }, (_, index) => 1 + 10 * index);

describe('NormTableBuilder', () => {
  it('has every record as a row, in its order', () => {
    const { sites, kinds, steps: rows, gradient, activation } = built(steps).table;
    expect([sites, kinds, rows]).toEqual([record(1).sites, record(1).kinds, steps]);
    expect([...gradient]).toEqual(steps.flatMap((step) => record(step).gradient));
    expect([...(activation as Float64Array)]).toEqual(steps.flatMap((step) => record(step).activation));
  });

  it('is empty at first', () => {
    const { steps: rows, gradient } = new NormTableBuilder().table;
    expect([rows, [...gradient]]).toEqual([[], []]);
  });

  it('leaves a table that was handed out as it was, whatever comes or is cut later', () => {
    const builder = built([1, 2, 3]);
    const { table } = builder;
    expect(builder.table).toBe(table);
    const before = structuredClone(table);
    builder.append(record(4));
    expect(builder.table).not.toBe(table);
    builder.truncateAfter(1);
    builder.append({ ...record(2), gradient: [7, 8, 9] });
    expect(table).toEqual(before);
    expect(builder.table.steps).toEqual([1, 2]);
    expect([...builder.table.gradient]).toEqual([...record(1).gradient, 7, 8, 9]);
  });

  it('copies no column for most records', () => {
    const builder = built(steps);
    const buffers = new Set(
      Array.from({ length: 1000 }, (_, index) => {
        builder.append(record(1000 + index));
        return builder.table.gradient.buffer;
      }),
    );
    expect(buffers.size).toBeLessThan(8);
  });

  it('has no activations where a record has none', () => {
    const builder = built([1, 2]);
    builder.append({ ...record(3), activation: [] });
    builder.append(record(4));
    expect(builder.table.activation).toBeNull();
    expect(builder.table.gradient).toHaveLength(12);
  });

  it('refuses other taps, and another number of norms, and keeps what it had', () => {
    const builder = built([1]);
    expect(() => builder.append({ ...record(2), sites: ['a', 'b', 'c'] })).toThrow(
      'the norms of step 2 are of other taps than those of step 1',
    );
    expect(() => builder.append({ ...record(2), gradient: [1] })).toThrow('expected 3 gradient and activation norms');
    expect(builder.table.steps).toEqual([1]);
  });

  describe('given tables of rows', () => {
    it('holds what their records make, however they come', () => {
      const builder = new NormTableBuilder();
      for (const some of [[], [1], [], [11, 21], steps.slice(3, 9)]) builder.add(built(some).table);
      for (const step of steps.slice(9)) builder.append(record(step));
      expect(builder.table).toEqual(built(steps).table);
    });

    it('leaves tables as they were handed out, and moves what it holds a few times only', () => {
      const builder = new NormTableBuilder();
      const tables: NormTable[] = [];
      for (let step = 1; step <= 40; step += 1) {
        builder.add(built([step]).table);
        tables.push(builder.table);
      }
      for (const [index, table] of tables.entries()) {
        expect(table).toEqual(built(Array.from({ length: index + 1 }, (_, before) => before + 1)).table);
      }
      expect(new Set(tables.map(({ gradient }) => gradient.buffer)).size).toBeLessThan(8);
    });

    it('grows in the room that its first rows bring', () => {
      const builder = new NormTableBuilder();
      const room = new Float64Array(12);
      room.set([9, ...record(1).gradient]);
      builder.add({ ...built([1]).table, gradient: room.subarray(1, 4), activation: null });
      builder.append(record(2));
      expect(builder.table.gradient.buffer).toBe(room.buffer);
      expect(builder.table).toEqual({ ...built([1, 2]).table, activation: null });
    });

    it('refuses other taps, and another number of norms, and keeps what it had', () => {
      const builder = built([1]);
      const rows = built([2, 3]).table;
      expect(() => builder.add({ ...rows, sites: ['a', 'b', 'c'] })).toThrow('of other taps than those of step 1');
      expect(() => builder.add({ ...rows, gradient: new Float64Array(5) })).toThrow(
        'expected 6 gradient and activation norms at step 2, found 5 and 6',
      );
      expect(builder.table).toEqual(built([1]).table);
    });
  });
});
