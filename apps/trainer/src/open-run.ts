import { stat } from 'node:fs/promises';
import { FolderStore } from '@procrustes/runs/node';
import { FileError, fileError } from './file-error.ts';

/**
 * The folder of a run that the command line names. Whether it holds a run is seen when it is read.
 * @throws FileError where there is no such folder
 */
export async function openRun(path: string): Promise<FolderStore> {
  const wanted = 'give the folder of a run, such as runs/demo/resnet-29';
  const found = await stat(path).catch((error: unknown) => {
    throw fileError(error, path, wanted);
  });
  if (!found.isDirectory()) throw new FileError(`${path}: is a file, not a folder; ${wanted}`);
  return new FolderStore(path);
}
