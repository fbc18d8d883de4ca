import { BinaryReader } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../memory-store.ts';
import { EventWriter } from './event-writer.ts';
import { histogramOf } from './histogram.ts';
import { tfRecord } from './tf-record.ts';

const now = () => 1_700_000_000_500;

/** The data of each record of a file. */
function records(bytes: Uint8Array): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset + at).getBigUint64(0, true));
    all.push(bytes.subarray(at + 12, at + 12 + length));
    at += 16 + length;
  }
  return all;
}

/** The fields of a message, by number; what is nested stays bytes. */
function fields(message: Uint8Array): Map<number, unknown[]> {
  const reader = new BinaryReader(message);
  const found = new Map<number, unknown[]>();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const value =
      type === 1 ? reader.double() : type === 5 ? reader.float() : type === 0 ? Number(reader.int64()) : reader.bytes();
    found.set(field, [...(found.get(field) ?? []), value]);
  }
  return found;
}

/** The first message or text of a field. */
const inField = (message: ReadonlyMap<number, unknown[]> | undefined, field: number) =>
  message?.get(field)?.[0] as Uint8Array;

describe('tfRecord', () => {
  // As every event file of TensorFlow's begins, whose first event has 24 bytes.
  it('frames with the masked checksum of the length', () => {
    const record = tfRecord(new Uint8Array(24));
    expect([...record.subarray(0, 12)]).toEqual([0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22]);
    expect(record).toHaveLength(24 + 16);
  });
});

describe('EventWriter', () => {
  it('begins with the version, and adds scalars and histograms by tag', async () => {
    const store = new MemoryStore();
    const writer = await EventWriter.begin(store, { afterStep: 0, host: 'a', now });
    await writer.summary(7, { loss: 0.5, 'mean |r−1|/identity': 2 }, { r: [1, 2, 2, Number.NaN], empty: [Number.NaN] });
    const [version, summary, ...others] = records(
      (await store.read('events.out.tfevents.1700000000.a')) as Uint8Array,
    ).map(fields);
    expect(others).toEqual([]);
    expect(version?.get(1)).toEqual([1_700_000_000.5]);
    expect(new TextDecoder().decode(inField(version, 3))).toBe('brain.Event:2');
    expect(summary?.get(2)).toEqual([7]);
    const values = [...fields(inField(summary, 5)).values()].flat().map((value) => {
      const members = fields(value as Uint8Array);
      return { tag: new TextDecoder().decode(inField(members, 1)), members };
    });
    expect(values.map(({ tag }) => tag)).toEqual(['loss', 'mean |r−1|/identity', 'r']);
    expect(values.map(({ members }) => members.get(2)?.[0])).toEqual([0.5, 2, undefined]);
    const histogram = fields(inField(values[2]?.members, 5));
    expect([1, 2, 3, 4, 5].map((field) => histogram.get(field)?.[0])).toEqual([1, 2, 3, 5, 9]);
  });

  it('begins a later file where a run goes on, which takes back what comes after', async () => {
    const store = new MemoryStore();
    await EventWriter.begin(store, { afterStep: 0, host: 'a', now });
    await EventWriter.begin(store, { afterStep: 3, host: 'a', now });
    const names = await store.list('');
    expect(names).toEqual(['events.out.tfevents.1700000000.a', 'events.out.tfevents.1700000001.a']);
    const [, restart] = records((await store.read(names[1] as string)) as Uint8Array).map(fields);
    expect(restart?.get(2)).toEqual([4]);
    expect(fields(inField(restart, 7)).get(1)).toEqual([1]);
  });
});

describe('histogramOf', () => {
  it('counts every finite value once, in ranges that end with the largest', () => {
    const histogram = histogramOf([3, 1, 2, Number.POSITIVE_INFINITY, 4, 4, Number.NaN]);
    expect(histogram).toMatchObject({ min: 1, max: 4, count: 5, sum: 14, sumOfSquares: 46 });
    expect(histogram?.counts.reduce((a, b) => a + b)).toBe(5);
    expect([histogram?.counts[0], histogram?.counts.at(-1), histogram?.limits.at(-1)]).toEqual([1, 2, 4]);
    expect(histogramOf([2, 2])).toMatchObject({ limits: [2], counts: [2] });
    expect(histogramOf([Number.NaN])).toBeUndefined();
  });
});
