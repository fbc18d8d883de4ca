import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { isPlainName } from './plain-name.ts';

/**
 * Where a file in a folder really is, as parts of a path in that folder. Undefined where there is no such file, it is neither a file nor
 * a link to one (a folder, a pipe), or a symbolic link leads out of the folder or to something hidden in it.
 *
 * @param folder absolute, without symbolic links
 * @param parts plain names
 */
export async function fileInside(folder: string, parts: readonly string[]): Promise<readonly string[] | undefined> {
  try {
    const real = await realpath(join(folder, ...parts));
    const inside = relative(folder, real);
    const found = inside.split(sep);
    if (isAbsolute(inside) || !found.every((part) => isPlainName(part))) return undefined;
    // Opening a pipe would wait for who writes to it.
    return (await stat(real)).isFile() ? found : undefined;
  } catch (error) {
    // Not there, not allowed, a name too long, a circle of links: to a client all the same.
    if ((error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}
