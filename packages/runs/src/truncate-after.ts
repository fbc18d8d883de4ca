import { readRecordLines } from './record-lines.ts';
import { recordSchemas } from './records.ts';
import { recordKinds, runFiles } from './run-layout.ts';
import type { RunStore } from './run-store.ts';

/**
 * Takes every record after `step` out of a run's files, and last lines that a kill cut short, so that training can go
 * on from the checkpoint of that step and record each step once. The lines that stay, stay as they were, byte by byte.
 * Checkpoints are left alone.
 * @throws RunError for a malformed line; that file is then unchanged
 */
export async function truncateAfter(store: RunStore, step: number): Promise<void> {
  for (const kind of recordKinds) {
    const path = runFiles[kind];
    const bytes = await store.read(path);
    if (bytes === undefined) continue;
    const { records, byteLengths } = readRecordLines(bytes, recordSchemas[kind], `${store.name}/${path}`);
    let read = 0;
    let kept = 0;
    records.forEach((record, line) => {
      const end = read + (byteLengths[line] as number);
      if (record.step <= step) {
        bytes.copyWithin(kept, read, end);
        kept += end - read;
      }
      read = end;
    });
    if (kept < bytes.length) await store.write(path, bytes.subarray(0, kept));
  }
}
