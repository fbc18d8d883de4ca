import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileInside } from './file-inside.ts';
import { isPlainName } from './plain-name.ts';

/** A run has its files in itself and in `checkpoints`. */
const deepest = 2;

/**
 * The files of a run that can be asked for, with `/` between the parts of their paths, sorted.
 *
 * @param folder the one that is served: absolute, without symbolic links
 * @param run the parts of the run's path in it
 */
export async function listRunFiles(folder: string, run: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  const list = async (path: readonly string[]): Promise<void> => {
    const entries = await readdir(join(folder, ...run, ...path), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const inner = [...path, entry.name];
      if (!isPlainName(entry.name)) continue;
      if (entry.isDirectory()) {
        if (inner.length < deepest) await list(inner);
      } else if (await fileInside(folder, [...run, ...inner])) {
        files.push(inner.join('/'));
      }
    }
  };
  await list([]);
  return files.sort();
}
