import { DeviceError } from '@procrustes/backends';
import { latestCheckpoint, runFiles } from '@procrustes/runs';
import type { FolderStore } from '@procrustes/runs/node';
import { diskFaults } from './file-error.ts';
import { invocation, quoted } from './terminal.ts';

/**
 * An error of the device or of the disk, with what of the run stands, and how to go on with it; any other error as it is.
 */
export async function withWhatStands(error: unknown, store: FolderStore): Promise<unknown> {
  const diskFault = diskFaults[(error as NodeJS.ErrnoException | null)?.code ?? ''];
  if (!(error instanceof DeviceError) && diskFault === undefined) return error;
  const checkpoint = await latestCheckpoint(store).catch(() => undefined);
  const resume = `${invocation} train --resume ${quoted(store.name)}`;
  const { message } = error as Error;
  if (diskFault !== undefined)
    return new Error(`${diskFault} (${message})\n${await afterDiskFault()}`, { cause: error });
  if (checkpoint === undefined) return error;
  return new Error(
    `${message}\nthe checkpoint of step ${checkpoint.step} stands; go on with (it needs less memory, and gives the same numbers):\n` +
      `${resume} --recompute auto`,
    { cause: error },
  );

  async function afterDiskFault(): Promise<string> {
    const begun = (await store.read(runFiles.description).catch(() => undefined)) !== undefined;
    if (!begun)
      return `nothing was begun in ${quoted(store.name)}: start it there again with --out ${quoted(store.name)}`;
    const stands =
      checkpoint === undefined ? 'no checkpoint was written yet' : `the checkpoint of step ${checkpoint.step} stands`;
    return `${stands}; go on with:\n${resume}`;
  }
}
