import { type HeaderEntry, readHeader } from './header.ts';
import { excerpt, SafetensorsError } from './safetensors-error.ts';
import type { SafetensorsFile, StoredTensor } from './stored-tensor.ts';

/**
 * Reads a safetensors file: 8 bytes of header length (little-endian), a JSON header, the tensors' bytes.
 *
 * The tensors are views of `bytes`, not copies, in the order of their data. Nothing is allocated by a size that only
 * the header claims. Strict: the header is at most 100 MB, UTF-8, a JSON object from its first byte and without a key
 * twice; each entry has exactly dtype, shape and data_offsets; the data fill the rest of the file without a hole or
 * an overlap.
 *
 * @param name what messages call the file
 * @throws SafetensorsError, and nothing else, whatever the bytes are
 */
export function parseSafetensors(bytes: Uint8Array, name = 'safetensors file'): SafetensorsFile {
  // Views of a Node Buffer would be Buffers, whose slice() does not copy as a Uint8Array's does.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { metadata, entries, dataStart } = readHeader(plain, name);
  const ordered = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkContiguous(ordered, plain.length - dataStart, name);
  const tensors = new Map<string, StoredTensor>();
  for (const { name: tensor, dtype, shape, begin, end } of ordered) {
    tensors.set(tensor, { dtype, shape, data: plain.subarray(dataStart + begin, dataStart + end) });
  }
  return { metadata, tensors };
}

function checkContiguous(ordered: readonly HeaderEntry[], dataLength: number, file: string): void {
  let end = 0;
  for (const entry of ordered) {
    if (entry.begin !== end) {
      const fault = entry.begin < end ? 'an overlap' : 'a hole';
      throw new SafetensorsError(
        `${file}: tensor ${excerpt(entry.name)}: expected data from byte ${end}, where the one before ends, found byte ${entry.begin} (${fault})`,
      );
    }
    end = entry.end;
  }
  if (end !== dataLength) {
    throw new SafetensorsError(`${file}: expected ${end} bytes after the header, found ${dataLength}`);
  }
}
