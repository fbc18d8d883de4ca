import { readFile } from 'node:fs/promises';
import { fileError, systemCode } from './file-error.ts';

/**
 * Reads a file that the command line names.
 * @param remedy what to do where that cannot be: `give the trace to replay, a safetensors file`
 * @throws FileError where it is missing, a folder, or may not be read
 */
export async function readInput(path: string, remedy: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    const right = /^E(ACCES|PERM)$/.test(systemCode(error)) ? 'give yourself the right to read it, or ' : '';
    throw fileError(error, path, `${right}${remedy}`);
  }
}
