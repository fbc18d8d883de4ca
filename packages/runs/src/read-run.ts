import { checked } from './checked.ts';
import { checkLength, longestJson, parseJson } from './parse-json.ts';
import type { RecordOf } from './parse-record.ts';
import { RecordReader } from './record-reader.ts';
import type { MetricsRecord, NormsRecord, ProjectionRecord, ValidationRecord } from './records.ts';
import { type RunDescription, runDescriptionSchema, runFormat } from './run-description.ts';
import { found, RunError } from './run-error.ts';
import { type RecordKind, runFiles } from './run-layout.ts';
import type { RunSource } from './run-source.ts';

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
 * Reads a run, finished or not. A file of records that does not exist yet is empty. All of it is held as records: the norms of a
 * thousand taps at a hundred thousand steps do not fit into memory so, but do as the columns of a `RunReader`.
 * @throws RunError where there is no run, its format is unknown, or a line that is not torn is malformed
 */
export async function readRun(source: RunSource): Promise<Run> {
  const description = await readDescription(source);
  const warnings: string[] = [];
  const records = async <Kind extends RecordKind>(kind: Kind): Promise<readonly RecordOf<Kind>[]> => {
    const reader = new RecordReader(source, kind);
    // Never null: a reader that has read nothing goes on from anything.
    const read = (await reader.readOn()) as readonly RecordOf<Kind>[];
    warnings.push(...reader.warnings);
    return read;
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
export async function readDescription(source: RunSource): Promise<RunDescription> {
  const file = `${source.name}/${runFiles.description}`;
  // One byte more than it may have: what is far too large is not fetched to be told so.
  const bytes = await source.readRange(runFiles.description, 0, longestJson + 1);
  if (bytes === undefined) throw new RunError(`${source.name}: no ${runFiles.description} in it, so it is no run`);
  if (bytes.length > longestJson) checkLength((await source.size(runFiles.description)) ?? bytes.length, file);
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
