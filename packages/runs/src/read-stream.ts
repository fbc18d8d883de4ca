/**
 * The first `most` bytes of a stream, fewer where it ends before, read straight into `room`: several times as fast as into new memory.
 *
 * @param most ≥ 1, and at most the bytes of `room`
 * @param room is given away: it is detached, and what takes its place lies under the bytes. A stream that cannot read into it leaves it as it is
 * @throws what the stream fails with
 */
export async function readStream(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  most: number,
  room: ArrayBuffer,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = byteReader(stream);
  if (reader === undefined) return new Uint8Array(await new Response(stream).arrayBuffer()).subarray(0, most);
  let buffer = room;
  let length = 0;
  while (length < most) {
    const rest = most - length;
    // All at once, where the browser can: each answer costs a turn of the thread.
    const { done, value } = await reader.read(new Uint8Array(buffer, length, rest), { min: rest });
    if (value !== undefined) {
      buffer = value.buffer;
      length += value.length;
    }
    if (done) return new Uint8Array(buffer, 0, length);
  }
  // An answer that nobody reads to its end counts as broken off.
  const { done } = await reader.read(new Uint8Array(1));
  if (!done) await reader.cancel();
  return new Uint8Array(buffer, 0, length);
}

/** Undefined where the stream is none of bytes, as some browsers have them. */
function byteReader(stream: ReadableStream): ReadableStreamBYOBReader | undefined {
  try {
    return stream.getReader({ mode: 'byob' });
  } catch {
    return undefined;
  }
}
