import { describe, expect, it } from 'vitest';
import { readStream } from './read-stream.ts';

/** A stream of bytes that come in chunks of these lengths: 0, 1, 2, … */
function streamOf(lengths: readonly number[], type: 'bytes' | undefined): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next = 0;
  const chunks = lengths.map((length) => Uint8Array.from({ length }, () => next++));
  return new ReadableStream({
    ...(type === undefined ? {} : { type }),
    pull(controller: ReadableStreamDefaultController | ReadableByteStreamController) {
      const chunk = chunks.shift();
      if (chunk !== undefined) return controller.enqueue(chunk);
      controller.close();
      // One that is being read into waits for the answer that there is nothing more.
      if ('byobRequest' in controller) controller.byobRequest?.respond(0);
    },
  } as UnderlyingByteSource);
}

describe('readStream', () => {
  for (const lengths of [[10], [3, 3, 4], [1, 1, 1, 7]]) {
    it(`reads chunks of ${lengths.join(', ')} bytes into the room, which it takes`, async () => {
      const room = new ArrayBuffer(16);
      const bytes = await readStream(streamOf(lengths, 'bytes'), 10, room);
      expect([...bytes]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(room.byteLength).toBe(0);
      expect([bytes.byteOffset, bytes.buffer.byteLength]).toEqual([0, 16]);
    });
  }

  it('gives what there is of a stream that ends before, and the beginning of one that goes on', async () => {
    expect([...(await readStream(streamOf([2, 2], 'bytes'), 10, new ArrayBuffer(10)))]).toEqual([0, 1, 2, 3]);
    expect([...(await readStream(streamOf([], 'bytes'), 10, new ArrayBuffer(10)))]).toEqual([]);
    expect([...(await readStream(streamOf([2, 2], 'bytes'), 3, new ArrayBuffer(3)))]).toEqual([0, 1, 2]);
  });

  it('reads a stream that cannot be read into, and leaves the room alone', async () => {
    const room = new ArrayBuffer(16);
    expect([...(await readStream(streamOf([2, 2], undefined), 3, room))]).toEqual([0, 1, 2]);
    expect(room.byteLength).toBe(16);
  });

  it('fails as the stream does', async () => {
    const stream = new ReadableStream({
      type: 'bytes',
      pull: (controller) => controller.error(new Error('broken off')),
    });
    await expect(readStream(stream, 10, new ArrayBuffer(10))).rejects.toThrow('broken off');
  });
});
