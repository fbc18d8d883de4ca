import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runFiles } from '@procrustes/runs';
import { fileInside } from './file-inside.ts';
import { isPlainName } from './plain-name.ts';

/** How far to look. */
export interface SearchLimits {
  /** Folders below the one that is searched: 1 is those directly in it. */
  readonly depth: number;
  readonly runs: number;
  /** Folders looked into. */
  readonly folders: number;
}

const usualLimits: SearchLimits = { depth: 3, runs: 1000, folders: 10_000 };

export interface FoundRuns {
  /** Their folders, as parts of a path below the one that was searched, in the order in which people count: `b-2` before `b-10`. */
  readonly runs: readonly (readonly string[])[];
  /** Whether a limit but that of the depth ended the search. */
  readonly truncated: boolean;
}

/**
 * The runs in a folder: those that it holds or, where it is a run, itself. What is hidden or a symbolic link is not searched, nor is a run.
 *
 * @param folder absolute, without symbolic links
 */
export async function findRuns(folder: string, limits: SearchLimits = usualLimits): Promise<FoundRuns> {
  const runs: (readonly string[])[] = [];
  // In order of depth, so that the limits leave out what is deepest.
  const toSearch: (readonly string[])[] = [[]];
  let searched = 0;
  for (const path of toSearch) {
    if (searched === limits.folders || runs.length === limits.runs) return { runs: sorted(runs), truncated: true };
    searched += 1;
    if (await isRun(folder, path)) runs.push(path);
    else if (path.length < limits.depth) toSearch.push(...(await foldersIn(folder, path)));
  }
  return { runs: sorted(runs), truncated: false };
}

/** Whether there is a run in a folder below another, at a depth where it is looked for. */
export async function isRun(folder: string, path: readonly string[]): Promise<boolean> {
  return path.length <= usualLimits.depth && (await fileInside(folder, [...path, runFiles.description])) !== undefined;
}

async function foldersIn(folder: string, path: readonly string[]): Promise<(readonly string[])[]> {
  // One that may not be read, or has just been removed, holds nothing.
  const entries = await readdir(join(folder, ...path), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && isPlainName(entry.name))
    .map(({ name }) => [...path, name])
    .sort(byCount);
}

const byCount = (a: readonly string[], b: readonly string[]): number =>
  a.join('/').localeCompare(b.join('/'), 'en', { numeric: true });

const sorted = (runs: readonly (readonly string[])[]) => [...runs].sort(byCount);
