import { LineReader } from './line-reader.ts';
import { parseRecord } from './parse-record.ts';
import { type RecordKind, recordKinds, runFiles } from './run-layout.ts';
import type { RunStore } from './run-store.ts';

/**
 * Cuts a run's files before the first record after `step`, and takes out last lines that a kill cut short, so that training
 * can go on from the checkpoint of that step and record each step once. The lines before stay as they were, byte by byte; those
 * behind are not looked at: their steps are taken again. Checkpoints are left alone. The files, which may be larger than
 * memory, are read a piece at a time and cut where they lie: that takes no room on a disk that is full.
 * @throws RunError for a malformed line among those that would stay; no file is changed then
 */
export async function truncateAfter(store: RunStore, step: number): Promise<void> {
  const lengths = new Map<string, number>();
  for (const kind of recordKinds) lengths.set(runFiles[kind], await lengthUpTo(store, kind, step));
  for (const [path, length] of lengths) await store.truncate(path, length);
}

/** The bytes before the first record after `step`. */
async function lengthUpTo(store: RunStore, kind: RecordKind, step: number): Promise<number> {
  const lines = new LineReader(store, runFiles[kind]);
  let length = 0;
  let isLater = false;
  await lines.readOn((bytes, start, end, line) => {
    isLater ||= parseRecord(kind, bytes.subarray(start, end), `${lines.file} line ${line}`).step > step;
    if (!isLater) length += end + 1 - start;
  });
  return length;
}
