import type * as v from 'valibot';
import { checked } from './checked.ts';
import { parseJson } from './parse-json.ts';

/** The records of a file, one JSON text a line. */
export interface RecordLines<T> {
  readonly records: readonly T[];
  /** How many bytes each record takes, with its newline. */
  readonly byteLengths: readonly number[];
  /** Bytes after the last newline: a line that a kill has cut short. */
  readonly tornBytes: number;
}

const newline = 0x0a;

/**
 * Reads a file of records. What follows the last newline is no record, even if it looks whole: a record counts once
 * its newline is written.
 * @param file what messages call the file
 * @throws RunError naming file and line for one that is too long, not UTF-8, not JSON or not as the schema asks
 */
export function readRecordLines<Schema extends v.GenericSchema<unknown, unknown>>(
  bytes: Uint8Array,
  schema: Schema,
  file: string,
): RecordLines<v.InferOutput<Schema>> {
  const records: v.InferOutput<Schema>[] = [];
  const byteLengths: number[] = [];
  let start = 0;
  for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
    const where = `${file} line ${records.length + 1}`;
    records.push(checked(schema, parseJson(bytes.subarray(start, end), where), where));
    byteLengths.push(end + 1 - start);
    start = end + 1;
  }
  return { records, byteLengths, tornBytes: bytes.length - start };
}
