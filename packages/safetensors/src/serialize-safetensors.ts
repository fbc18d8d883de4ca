import { bytesPerElement } from './dtype.ts';
import { checkMetadata, checkName, lengthBytes, longestHeader } from './header.ts';
import { excerpt, SafetensorsError } from './safetensors-error.ts';
import { checkTensor, metadataKey, type SafetensorsFile } from './stored-tensor.ts';

/**
 * The bytes of a safetensors file. Deterministic: metadata are sorted by key; tensors by the size of their elements,
 * widest first, then by name (both by UTF-16 code units), and the header is padded with spaces to a multiple of
 * 8 bytes, so that every tensor is aligned to its element and can be viewed without a copy.
 *
 * @param name what messages call the file
 * @throws SafetensorsError where the contents could not be read back: data of another length than dtype and shape ask
 * for, a tensor called `__metadata__`, metadata that are not strings, a header over 100 MB
 */
export function serializeSafetensors(file: SafetensorsFile, name = 'safetensors file'): Uint8Array {
  const metadata = Object.entries(checkMetadata(file.metadata, name)).sort(byKey);
  const members = metadata.length === 0 ? [] : [`${JSON.stringify(metadataKey)}:${jsonObject(metadata)}`];
  const tensors = [...file.tensors].sort(byKey);
  for (const [tensor, stored] of tensors) {
    checkTensor(stored, `${name}: tensor ${excerpt(checkName(tensor, name))}`);
  }
  tensors.sort(([, a], [, b]) => bytesPerElement(b.dtype) - bytesPerElement(a.dtype));

  let end = 0;
  for (const [tensor, { dtype, shape, data }] of tensors) {
    const entry = { dtype, shape, data_offsets: [end, end + data.length] };
    members.push(`${JSON.stringify(tensor)}:${JSON.stringify(entry)}`);
    end += data.length;
  }
  const text = new TextEncoder().encode(`{${members.join(',')}}`);
  const headerLength = Math.ceil(text.length / 8) * 8;
  if (headerLength > longestHeader) {
    throw new SafetensorsError(`${name}: expected a header of at most ${longestHeader} bytes, found ${headerLength}`);
  }

  const dataStart = lengthBytes + headerLength;
  const bytes = new Uint8Array(dataStart + end);
  new DataView(bytes.buffer).setUint32(0, headerLength, true);
  bytes.set(text, lengthBytes);
  bytes.fill(0x20, lengthBytes + text.length, dataStart);
  let at = dataStart;
  for (const [, { data }] of tensors) {
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Written by hand because an object would put keys such as "7" first and lose "__proto__". */
function jsonObject(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
}
