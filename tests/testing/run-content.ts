import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRun } from '@procrustes/runs';
import { FolderStore } from '@procrustes/runs/node';

/** Everything that a finished run holds but for the clock, which TensorBoard's event files are full of: its records, and its checkpoints by their digests. */
export async function runContent(folder: string) {
  const { metrics, norms, validation, projections, warnings } = await readRun(new FolderStore(folder));
  const digests: Record<string, string> = {};
  for (const name of (await readdir(join(folder, 'checkpoints'))).sort()) {
    digests[name] = createHash('sha256')
      .update(await readFile(join(folder, 'checkpoints', name)))
      .digest('hex');
  }
  return timeless({
    metrics,
    norms,
    validation,
    projections,
    warnings,
    checkpoints: digests,
    // Nothing else is left: no lock, nothing half written.
    files: (await readdir(folder)).filter((name) => !name.startsWith('events.out.tfevents.')).sort(),
  });
}

function timeless<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (key, member) =>
      key === 'milliseconds' || key === 'imagesPerSecond'
        ? undefined
        : typeof member === 'number' && !Number.isFinite(member)
          ? String(member)
          : member,
    ),
  ) as T;
}
