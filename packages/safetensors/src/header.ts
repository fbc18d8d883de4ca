import type { DType } from './dtype.ts';
import { structuralFault } from './header-structure.ts';
import { excerpt, SafetensorsError } from './safetensors-error.ts';
import { byteLengthOf, isCount, isWellFormed, metadataKey } from './stored-tensor.ts';

/** Bytes of the header's length, a little-endian unsigned integer, at the file's start. */
export const lengthBytes = 8;

/** The format's own limit on a header, in bytes. */
export const longestHeader = 100_000_000;

/** What a file is called that does not begin as one of the format. */
const foreign = 'is no safetensors file';

/** `{`, by which the header's JSON begins. */
const openingBrace = 0x7b;

/** What the header says of one tensor: its data are the bytes begin … end − 1 after the header. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: readonly HeaderEntry[];
  /** The file's byte at which the tensors' data start. */
  readonly dataStart: number;
}

/**
 * Reads and checks the header: each entry on its own, not yet how the entries fit together.
 * @throws SafetensorsError
 */
export function readHeader(bytes: Uint8Array, file: string): Header {
  const dataStart = lengthBytes + headerLength(bytes, file);
  const members = Object.entries(parseObject(bytes.subarray(lengthBytes, dataStart), file));
  const dataLength = bytes.length - dataStart;
  let metadata = checkMetadata({}, file);
  const entries: HeaderEntry[] = [];
  for (const [name, value] of members) {
    if (name === metadataKey) metadata = checkMetadata(value, file);
    else entries.push(checkEntry(name, value, dataLength, file));
  }
  return { metadata, entries, dataStart };
}

function headerLength(bytes: Uint8Array, file: string): number {
  if (bytes.length < lengthBytes) {
    throw new SafetensorsError(`${file}: ${foreign}: expected at least ${lengthBytes} bytes, found ${bytes.length}`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const limit = Math.min(longestHeader, bytes.length - lengthBytes);
  if (length > BigInt(limit)) {
    const reason = limit === longestHeader ? "the format's limit" : `all that follows in a file of ${bytes.length}`;
    // A file that was cut in its header still begins as one.
    const kind = bytes[lengthBytes] === openingBrace ? 'is cut short or damaged' : foreign;
    throw new SafetensorsError(
      `${file}: ${kind}: expected a header of at most ${limit} bytes (${reason}), found ${length}`,
    );
  }
  return Number(length);
}

function parseObject(bytes: Uint8Array, file: string): object {
  if (bytes[0] !== openingBrace) {
    const found = bytes.length === 0 ? 'an empty header' : `the byte 0x${bytes[0]?.toString(16).padStart(2, '0')}`;
    throw new SafetensorsError(`${file}: ${foreign}: expected a header that begins with '{', found ${found}`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new SafetensorsError(`${file}: expected a header in UTF-8, found bytes that are not`, { cause });
  }
  const fault = structuralFault(text);
  if (fault !== undefined) throw new SafetensorsError(`${file}: header: ${fault}`);
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    const found = cause instanceof Error ? cause.message.slice(0, 160) : String(cause);
    throw new SafetensorsError(`${file}: expected a header of valid JSON, found: ${found}`, { cause });
  }
}

/** Own properties only: without a prototype, "__proto__" and "constructor" are keys like any other. */
export function checkMetadata(value: unknown, file: string): Readonly<Record<string, string>> {
  if (!isObject(value)) {
    throw new SafetensorsError(`${file}: ${metadataKey}: expected an object of strings, found ${excerpt(value)}`);
  }
  const metadata: Record<string, string> = Object.create(null);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string' || !isWellFormed(text) || !isWellFormed(key)) {
      throw new SafetensorsError(
        `${file}: ${metadataKey}: expected well-formed text under ${excerpt(key)}, found ${excerpt(text)}`,
      );
    }
    metadata[key] = text;
  }
  return metadata;
}

/** @returns `name`, if a tensor may be called so */
export function checkName(name: string, file: string): string {
  if (name === metadataKey || !isWellFormed(name)) {
    throw new SafetensorsError(
      `${file}: tensor ${excerpt(name)}: expected a name of well-formed text other than ${metadataKey}`,
    );
  }
  return name;
}

function checkEntry(name: string, entry: unknown, dataLength: number, file: string): HeaderEntry {
  const where = `${file}: tensor ${excerpt(checkName(name, file))}`;
  const keys = isObject(entry) ? Object.keys(entry).sort().join(', ') : '';
  if (keys !== 'data_offsets, dtype, shape') {
    throw new SafetensorsError(`${where}: expected an object of dtype, shape, data_offsets, found ${excerpt(entry)}`);
  }
  const { dtype, shape, data_offsets: offsets } = entry as { dtype: DType; shape: number[]; data_offsets: unknown };
  const expected = byteLengthOf(dtype, shape, where);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw new SafetensorsError(`${where}: expected two data_offsets, whole numbers ≥ 0, found ${excerpt(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > dataLength) {
    throw new SafetensorsError(
      `${where}: expected data_offsets with begin ≤ end ≤ ${dataLength}, the bytes after the header, found ${excerpt(offsets)}`,
    );
  }
  if (end - begin !== expected) {
    throw new SafetensorsError(
      `${where}: expected ${expected} bytes for ${dtype} of shape ${excerpt(shape)}, found ${end - begin} (data_offsets ${excerpt(offsets)})`,
    );
  }
  return { name, dtype, shape, begin, end };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
