import type * as v from 'valibot';
import { checked } from './checked.ts';
import { parseJson } from './parse-json.ts';
import { recordSchemas } from './records.ts';
import type { RecordKind } from './run-layout.ts';

/** A record of one of a run's files. */
export type RecordOf<Kind extends RecordKind> = v.InferOutput<(typeof recordSchemas)[Kind]>;

/**
 * The record of one line.
 * @param where the file, and the line in it, that an error's message starts with
 * @throws RunError for one that is too long, not UTF-8, not JSON or not as the schema asks
 */
export function parseRecord<Kind extends RecordKind>(kind: Kind, line: Uint8Array, where: string): RecordOf<Kind> {
  return checked(recordSchemas[kind], parseJson(line, where), where);
}
