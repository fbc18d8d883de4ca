export { type Checkpoint, checkpointPath, checkpoints, latestCheckpoint, pruneCheckpoints } from './checkpoints.ts';
export { crc32c } from './crc32c.ts';
export { DirectorySource } from './directory-source.ts';
export { FilesSource } from './files-source.ts';
export { HttpSource } from './http-source.ts';
export { MemoryStore } from './memory-store.ts';
export type { NormTable } from './norm-table.ts';
export { type NormRow, NormTableBuilder } from './norm-table-builder.ts';
export { NormTableReader, type NormTableSettings, readNormTable } from './norm-table-reader.ts';
export type { RecordOf } from './parse-record.ts';
export { type Run, readDescription, readRun } from './read-run.ts';
export { RecordReader } from './record-reader.ts';
export type {
  MetricsRecord,
  NormsRecord,
  ProjectionReceipt,
  ProjectionRecord,
  ValidationRecord,
} from './records.ts';
export { type RunDescription, runFormat } from './run-description.ts';
export { RunError } from './run-error.ts';
export { runFiles } from './run-layout.ts';
export { type RunGrowth, RunReader, type RunReaderSettings, type RunReading } from './run-reader.ts';
export { isPlainName, pathParts, type RunSource } from './run-source.ts';
export type { RunStore } from './run-store.ts';
export { RunWriter } from './run-writer.ts';
export { truncateAfter } from './truncate-after.ts';
