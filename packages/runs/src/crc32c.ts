/** For each byte, the remainder of its polynomial times x³² modulo Castagnoli's, with the bits reversed. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) remainder = remainder & 1 ? (remainder >>> 1) ^ 0x82f63b78 : remainder >>> 1;
  return remainder;
});

/**
 * The CRC-32C (Castagnoli; RFC 3720, appendix B.4) of some bytes, as an unsigned integer. Event files ask for this one, which
 * the libraries at hand have in native code only or without types for a page.
 * @param before the CRC-32C of the bytes before them: that of all of them is given
 */
export function crc32c(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let at = 0; at < bytes.length; at += 1) {
    crc = (table[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}
