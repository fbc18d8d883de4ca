import { crc32c } from '../crc32c.ts';

/**
 * One record of a TFRecord file: its length in 8 bytes, that length's masked CRC-32C, the data, and theirs; numbers
 * little-endian. (TensorFlow, `tensorflow/core/lib/io/record_writer.h`.)
 */
export function tfRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return record;
}

/** Turned and shifted by a constant, since a CRC over data that hold their own CRC tells little. */
function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
