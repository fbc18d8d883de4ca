import { crc32c } from '@procrustes/runs';
import { SafetensorsError, type SafetensorsFile } from '@procrustes/safetensors';

/**
 * The CRC-32C of what a file of tensors says, however its header is spelt: metadata, names, types, shapes and bytes, in the
 * order of the names. The format has none of its own: a weight with a flipped bit would be a weight like any other.
 */
export function contentChecksum({ metadata, tensors }: SafetensorsFile): string {
  const text = new TextEncoder();
  const entries = Object.entries(metadata).sort(byName);
  let crc = crc32c(text.encode(JSON.stringify(entries)));
  for (const [name, { dtype, shape, data }] of [...tensors].sort(byName)) {
    crc = crc32c(text.encode(JSON.stringify([name, dtype, shape])), crc);
    crc = crc32c(data, crc);
  }
  return `crc32c:${crc.toString(16).padStart(8, '0')}`;
}

/**
 * Holds a checkpoint to the checksum in its metadata. Those of earlier versions have none, but nothing else beside their progress either.
 * @throws SafetensorsError where its content has changed since it was written
 */
export function checkContent({ metadata, tensors }: SafetensorsFile, fileName: string): void {
  const { checksum: expected, ...others } = metadata;
  if (expected === undefined && Object.keys(others).every((key) => ['format', 'model', 'progress'].includes(key)))
    return;
  const found = contentChecksum({ metadata: others, tensors });
  if (found !== expected) {
    throw new SafetensorsError(
      `${fileName} is damaged: its checksum is ${JSON.stringify(expected?.slice(0, 40)) ?? 'missing'}, that of its content ${JSON.stringify(found)}`,
    );
  }
}

/** By UTF-16 code units, as no locale changes. */
function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
