const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Elements of `width` bytes, from the host's byte order into little-endian or back (the same step).
 * @returns `bytes` itself on a little-endian host, else a copy
 */
export function littleEndian(bytes: Uint8Array, width: number): Uint8Array {
  return hostIsLittleEndian ? bytes : elementsReversed(bytes, width);
}

/** A copy with the bytes of every element reversed. */
export function elementsReversed(bytes: Uint8Array, width: number): Uint8Array {
  const reversed = new Uint8Array(bytes);
  for (let start = 0; start < reversed.length; start += width) reversed.subarray(start, start + width).reverse();
  return reversed;
}
