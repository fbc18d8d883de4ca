import { explainError } from '@procrustes/backends';
import { type FolderStore, lockRun } from '@procrustes/runs/node';
import { withWhatStands } from './what-stands.ts';

/**
 * Holds a run's folder, without what killed writers have left in it, while `body` writes to it.
 * @throws RunError where another process is at it; where the device or the disk fails, an Error that says what stands and how to go on
 */
export async function aloneWith(store: FolderStore, body: () => Promise<void>): Promise<void> {
  try {
    const lock = await lockRun(store.name);
    try {
      await store.removeLeftovers();
      await body();
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw await withWhatStands(explainError(error), store);
  }
}
