/** The smallest file that has the header of a 64-bit ELF library, and after it a table of that many sections, all zero. */
export function elfHeader({ machine, sections = 0 }: { machine: 'x64' | 'arm64'; sections?: number }): Uint8Array {
  const entryBytes = 64;
  const bytes = Buffer.alloc(entryBytes * (1 + sections));
  bytes.write('\x7fELF', 'latin1');
  // 64 bits, little-endian, version 1; a shared object.
  bytes.set([2, 1, 1], 4);
  bytes.writeUInt16LE(3, 16);
  bytes.writeUInt16LE(machine === 'x64' ? 62 : 183, 18);
  bytes.writeBigUInt64LE(BigInt(entryBytes), 40);
  bytes.writeUInt16LE(entryBytes, 58);
  bytes.writeUInt16LE(sections, 60);
  return bytes;
}
