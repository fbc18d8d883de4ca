import { bytesPerElement, type DType, dtypes, isDType } from './dtype.ts';
import { excerpt, SafetensorsError } from './safetensors-error.ts';

/** A tensor as the file holds it: little-endian elements in row-major order, `data.length` = Π shape · bytes per element. */
export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** The contents of a file. */
export interface SafetensorsFile {
  /** The text entries under the header's `__metadata__`; empty where the file has none. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** The header's key for the metadata; no tensor may have this name. */
export const metadataKey = '__metadata__';

/** A size or an offset: a whole number in [0, 2⁵³). */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0);
}

/** No surrogate without its partner, which UTF-8 could not hold. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/**
 * Π shape · bytes per element.
 * @param where what an error's message starts with
 * @throws SafetensorsError for an unknown dtype, a shape that is not of whole numbers ≥ 0, and 2⁵³ bytes or more
 */
export function byteLengthOf(dtype: unknown, shape: unknown, where: string): number {
  if (!isDType(dtype)) {
    throw new SafetensorsError(`${where}: expected a dtype of ${dtypes.join(', ')}, found ${excerpt(dtype)}`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw new SafetensorsError(`${where}: expected a shape of whole numbers ≥ 0, found ${excerpt(shape)}`);
  }
  let bytes = bytesPerElement(dtype);
  for (const size of shape as number[]) {
    bytes *= size;
    if (!Number.isSafeInteger(bytes)) {
      throw new SafetensorsError(`${where}: expected fewer than 2^53 bytes, found ${dtype} of shape ${excerpt(shape)}`);
    }
  }
  return bytes;
}

/** Throws a SafetensorsError unless the data's length is the one that dtype and shape ask for. */
export function checkTensor({ dtype, shape, data }: StoredTensor, where: string): void {
  const expected = byteLengthOf(dtype, shape, where);
  if (data.length !== expected) {
    throw new SafetensorsError(
      `${where}: expected ${expected} bytes for ${dtype} of shape ${excerpt(shape)}, found ${data.length}`,
    );
  }
}
