import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { found, RunError } from '../run-error.ts';
import { pathParts } from '../run-source.ts';
import { makeFolder, syncFolder } from './durable-folder.ts';
import { FolderStore } from './folder-store.ts';

/**
 * Makes a new, empty run folder, and the folders above it.
 * @throws RunError if there is something at that path already: a run is never overwritten
 */
export async function createRunFolder(path: string): Promise<FolderStore> {
  if (await madeFolder(path)) return new FolderStore(path);
  throw new RunError(
    `${path}: exists already and is never overwritten: choose another folder, or resume the run in it`,
  );
}

/**
 * Whether a folder is there and holds nothing but what a run leaves that was killed before it began, or nothing at all: no
 * run is lost by beginning one in it, under its lock.
 */
export async function isUnbegun(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).every((name) => name.startsWith('.lock') || /^\.run\.json\..+\.part$/.test(name));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** Makes a new run folder in `parent`, called `name` or, where that is taken, `name-2`, `name-3` …. */
export async function unusedRunFolder(parent: string, name: string): Promise<FolderStore> {
  if (pathParts(name).length !== 1) throw new RunError(`expected the name of one folder, found ${found(name)}`);
  for (let number = 1; ; number += 1) {
    const path = join(parent, number === 1 ? name : `${name}-${number}`);
    if (await madeFolder(path)) return new FolderStore(path);
  }
}

/** Whether the folder was made; false where something is in its place. One step, so that two runs never share one. */
async function madeFolder(path: string): Promise<boolean> {
  await makeFolder(dirname(path));
  try {
    await mkdir(path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
