import type * as v from 'valibot';
import { checked } from './checked.ts';
import { parseJson } from './parse-json.ts';
import { readRecordLines } from './record-lines.ts';
import {
  type MetricsRecord,
  type NormsRecord,
  type ProjectionRecord,
  recordSchemas,
  type ValidationRecord,
} from './records.ts';
import { type RunDescription, runDescriptionSchema, runFormat } from './run-description.ts';
import { found, RunError } from './run-error.ts';
import { type RecordKind, runFiles } from './run-layout.ts';
import type { RunStore } from './run-store.ts';

/** Everything a run has recorded so far. */
export interface Run {
  readonly description: RunDescription;
  readonly metrics: readonly MetricsRecord[];
  readonly validation: readonly ValidationRecord[];
  readonly norms: readonly NormsRecord[];
  readonly projections: readonly ProjectionRecord[];
  /** What was wrong but could be read around: last lines that a kill cut short, which are left out. */
  readonly warnings: readonly string[];
}

/**
 * Reads a run, finished or not. A file of records that does not exist yet is empty.
 * @throws RunError where there is no run, its format is unknown, or a line that is not torn is malformed
 */
export async function readRun(store: RunStore): Promise<Run> {
  const description = await readDescription(store);
  const warnings: string[] = [];
  const records = async <Kind extends RecordKind>(
    kind: Kind,
  ): Promise<readonly v.InferOutput<(typeof recordSchemas)[Kind]>[]> => {
    const file = `${store.name}/${runFiles[kind]}`;
    const bytes = (await store.read(runFiles[kind])) ?? new Uint8Array(0);
    const lines = readRecordLines(bytes, recordSchemas[kind], file);
    if (lines.tornBytes > 0) {
      const line = lines.records.length + 1;
      warnings.push(`${file} line ${line}: left out, cut short after ${lines.tornBytes} bytes (no newline)`);
    }
    return lines.records;
  };
  return {
    description,
    metrics: await records('metrics'),
    validation: await records('validation'),
    norms: await records('norms'),
    projections: await records('projections'),
    warnings,
  };
}

/**
 * Reads run.json alone.
 * @throws RunError as {@link readRun}
 */
export async function readDescription(store: RunStore): Promise<RunDescription> {
  const file = `${store.name}/${runFiles.description}`;
  const bytes = await store.read(runFiles.description);
  if (bytes === undefined) throw new RunError(`${store.name}: no ${runFiles.description} in it, so it is no run`);
  const value = parseJson(bytes, file);
  const format = (value as { format?: unknown } | null)?.format;
  // First of all, since nothing else can be expected of a format yet to come.
  if (format !== undefined && format !== runFormat) {
    throw new RunError(
      `${file}: found format ${found(format)}, can read format ${runFormat}: use the version of this software that wrote the run, or a later one`,
    );
  }
  return checked(runDescriptionSchema, value, file);
}
