import { beforeEach, describe, expect, it } from 'vitest';
import { type FileReading, LineReader } from './line-reader.ts';
import { MemoryStore } from './memory-store.ts';
import { longestJson } from './parse-json.ts';

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore('runs/a');
});

/** The lines that a reader hands on, each as `number:text`. */
async function linesOf(reader: LineReader, reading?: FileReading): Promise<string[] | false> {
  const lines: string[] = [];
  const goesOn = await reader.readOn((bytes, start, end, line) => {
    expect(bytes[end]).toBe(0x0a);
    lines.push(`${line}:${new TextDecoder().decode(bytes.subarray(start, end))}`);
  }, reading);
  return goesOn && lines;
}

describe('LineReader', () => {
  it('hands on whole lines, and later those that came since', async () => {
    const reader = new LineReader(store, 'log');
    expect(await linesOf(reader)).toEqual([]);
    await store.append('log', 'one\n\nzwö');
    expect(await linesOf(reader)).toEqual(['1:one', '2:']);
    expect([reader.lines, reader.tornBytes]).toEqual([2, 4]);
    await store.append('log', 'lf');
    expect(await linesOf(reader)).toEqual([]);
    expect(reader.tornBytes).toBe(6);
    await store.append('log', '\nvier\n');
    expect(await linesOf(reader)).toEqual(['3:zwölf', '4:vier']);
    expect(await linesOf(reader)).toEqual([]);
    expect([reader.file, reader.lines, reader.tornBytes]).toEqual(['runs/a/log', 4, 0]);
  });

  it('reads lines over the seams of its pieces, each once and in order', async () => {
    // 48 MiB in lines of 1 to 3 MiB, the last without its end.
    const lengths = Array.from({ length: 24 }, (_, index) => 2 ** 20 + ((index * 7919 * 263) % 2 ** 21));
    const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length + 1, 0) + 5).fill(0x78);
    let end = -1;
    for (const length of lengths) {
      end += length + 1;
      bytes[end] = 0x0a;
    }
    await store.write('log', bytes);
    const found: number[] = [];
    let read = 0;
    const reader = new LineReader(store, 'log');
    const onBytes = (more: number) => {
      read += more;
    };
    await reader.readOn((_, start, stop) => found.push(stop - start), { onBytes });
    expect(found).toEqual(lengths);
    expect(read).toBe(bytes.length);
    expect(reader.tornBytes).toBe(5);
  });

  it('lets a source read into few pieces of memory in turn, and loses nothing of a line that spans two', async () => {
    const lengths = Array.from({ length: 40 }, (_, index) => 2 ** 20 + ((index * 7919 * 263) % 2 ** 21));
    const all = new Uint8Array(lengths.reduce((sum, length) => sum + length + 1, 0));
    let end = -1;
    for (const [index, length] of lengths.entries()) {
      all.fill(0x30 + index, end + 1, end + 1 + length);
      end += length + 1;
      all[end] = 0x0a;
    }
    const given = new Set<ArrayBuffer>();
    let asked = 0;
    let fresh = 0;
    class TakingStore extends MemoryStore {
      override size = async () => all.length;
      override async readRange(_: string, start: number, stop: number, room = new ArrayBuffer(0)) {
        asked += 1;
        if (!given.has(room)) fresh += 1;
        const taken = structuredClone(room, { transfer: [room] });
        given.add(taken);
        const bytes = new Uint8Array(taken, 0, stop - start);
        bytes.set(all.subarray(start, stop));
        return bytes;
      }
    }
    let line = 0;
    await new LineReader(new TakingStore(), 'log').readOn((bytes, start, stop) => {
      expect(stop - start).toBe(lengths[line]);
      const text = bytes.subarray(start, stop);
      expect(text.every((byte) => byte === 0x30 + line)).toBe(true);
      line += 1;
    });
    expect(line).toBe(40);
    expect(asked).toBeGreaterThanOrEqual(5);
    // Two are read ahead while one is worked on.
    expect(fresh).toBeLessThanOrEqual(3);
  });

  it('refuses a line that is too long, and one without an end as soon as it is', async () => {
    await store.write('log', new Uint8Array(longestJson + 2).fill(0x20).fill(0x0a, -1));
    await expect(linesOf(new LineReader(store, 'log'))).rejects.toThrow(
      `runs/a/log line 1: expected at most ${longestJson} bytes, found ${longestJson + 1}`,
    );
    await store.write('log', new Uint8Array(5 * longestJson).fill(0x20));
    let read = 0;
    const reader = new LineReader(store, 'log');
    const onBytes = (more: number) => {
      read += more;
    };
    await expect(reader.readOn(() => undefined, { onBytes })).rejects.toThrow(
      `runs/a/log line 1: expected at most ${longestJson} bytes, found ${2 * longestJson}`,
    );
    expect(read).toBeLessThanOrEqual(longestJson);
    await store.write('log', new Uint8Array(longestJson).fill(0x20));
    const torn = new LineReader(store, 'log');
    expect(await linesOf(torn)).toEqual([]);
    expect(torn.tornBytes).toBe(longestJson);
  });

  it('ends with the reason of its signal', async () => {
    await store.write('log', new TextEncoder().encode('one\n'));
    const signal = AbortSignal.abort(new Error('closed'));
    await expect(linesOf(new LineReader(store, 'log'), { signal })).rejects.toThrow('closed');
  });

  it('notices a file that was cut, or written anew with other lines before its place', async () => {
    await store.write('log', new TextEncoder().encode('one\ntwo\n'));
    for (const [content, expected] of [
      ['one\ntwo\nthree\n', ['3:three']],
      ['one\n', false],
      ['one\nTWO\nthree\n', false],
    ] as const) {
      const reader = new LineReader(store, 'log');
      await linesOf(reader);
      await store.write('log', new TextEncoder().encode(content));
      expect(await linesOf(reader)).toEqual(expected);
      await store.write('log', new TextEncoder().encode('one\ntwo\n'));
    }
  });

  it('takes what there is of a file that is cut while it is read, and sees the rest later', async () => {
    class Shrinking extends MemoryStore {
      override async size(path: string): Promise<number | undefined> {
        const size = await super.size(path);
        return size && size + 10;
      }
    }
    const shrinking = new Shrinking('runs/b');
    await shrinking.append('log', 'one\ntw');
    const reader = new LineReader(shrinking, 'log');
    expect(await linesOf(reader)).toEqual(['1:one']);
    await shrinking.append('log', 'o\n');
    expect(await linesOf(reader)).toEqual(['2:two']);
  });
});
