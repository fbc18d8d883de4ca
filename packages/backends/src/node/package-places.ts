import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Files to resolve an optional package from: the folder that was prepared for it below the working folder or a folder
 * above it, then what is installed in those, then what is installed beside this package.
 *
 * @param prepared the folder, below a project's
 * @param mark the file in it that says that it is whole
 */
export function packagePlaces(prepared: string, mark: string): string[] {
  const folders: string[] = [];
  for (let folder = process.cwd(); folders.at(-1) !== folder; folder = dirname(folder)) folders.push(folder);
  const whole = folders.map((folder) => join(folder, prepared)).filter((folder) => existsSync(join(folder, mark)));
  return [...[...whole, ...folders].map((folder) => join(folder, 'package.json')), import.meta.url];
}

/** The file that a package's name stands for, if it is installed there. */
export function resolveFrom(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
