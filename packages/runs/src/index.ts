export { type Checkpoint, checkpointPath, checkpoints, latestCheckpoint, pruneCheckpoints } from './checkpoints.ts';
export { crc32c } from './crc32c.ts';
export { MemoryStore } from './memory-store.ts';
export type { NormTable } from './norm-table.ts';
export { type Run, readDescription, readRun } from './read-run.ts';
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
export { pathParts, type RunStore } from './run-store.ts';
export { RunWriter } from './run-writer.ts';
export { truncateAfter } from './truncate-after.ts';
