import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError, fileError, systemCode } from './file-error.ts';

/** How a file is written. */
export interface OutputChoices {
  /** The option that named it, for messages. */
  readonly option?: string;
  /** Whether what stands there already is overwritten. */
  readonly overwrite?: boolean;
}

/**
 * Writes a file that the command line names.
 * @throws FileError where its folder is missing, it is a folder itself, it may not be written, or it exists and is not to be overwritten
 */
export async function writeOutput(
  path: string,
  content: Uint8Array | string,
  { option = '--out', overwrite = true }: OutputChoices = {},
): Promise<void> {
  try {
    await writeFile(path, content, { flag: overwrite ? 'w' : 'wx' });
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') {
      throw new FileError(`${path} exists already and is never overwritten; choose another ${option}`, {
        cause: error,
      });
    }
    if (code === 'ENOENT' && path !== '') {
      throw new FileError(`${path}: there is no folder ${dirname(path)}; make it, or choose another ${option}`, {
        cause: error,
      });
    }
    throw fileError(error, path, code === 'EISDIR' ? `name a file for ${option}` : `choose another ${option}`);
  }
}
