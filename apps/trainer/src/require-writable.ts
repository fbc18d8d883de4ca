import { existsSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError, fileError } from './file-error.ts';

/**
 * Sees to it that a file can be written before hours are spent on what is to stand in it; nothing is written yet.
 * @param option the one that named it, for messages
 * @throws FileError where its folder is missing, it is a folder itself, or it may not be written
 */
export async function requireWritable(path: string, option: string): Promise<void> {
  const exists = existsSync(path);
  if (exists && (await stat(path)).isDirectory()) {
    throw new FileError(`${path}: is a folder, not a file; name a file for ${option}`);
  }
  const place = exists ? path : dirname(path);
  await access(place, constants.W_OK).catch((error: unknown) => {
    throw fileError(error, place, `make it a folder to write in, or choose another ${option}`);
  });
}
