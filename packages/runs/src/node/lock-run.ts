import { randomUUID } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { RunError } from '../run-error.ts';

/** The sole right to write to a run's folder. */
export interface RunLock {
  /** Gives it back; calls after the first do nothing. */
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells this lock from others of the same process, and of an earlier process of the same number. */
  readonly token: string;
}

/** The tokens of the locks that this process holds or is taking. */
const held = new Set<string>();

/**
 * Takes the sole right to write to a run's folder, so that two processes never train into one: a file `.lock` in it, which
 * holds process and host. A lock that a dead process of this host has left is taken over.
 * @throws RunError where the folder is taken, or by whom cannot be told
 */
export async function lockRun(folder: string): Promise<RunLock> {
  const path = join(folder, '.lock');
  const own: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
  held.add(own.token);
  try {
    if (!(await created(path, own))) await takeOver(folder, path, own);
  } catch (error) {
    held.delete(own.token);
    throw error;
  }
  return {
    async release() {
      if (!held.delete(own.token)) return;
      // Someone may have deleted the file by hand and another process taken the folder since.
      if ((await readHolder(path))?.token === own.token) await rm(path, { force: true });
    },
  };
}

/** Replaces a lock whose process is gone. A second lock guards the replacement: of many who try at once, one succeeds. */
async function takeOver(folder: string, path: string, own: Holder): Promise<void> {
  refuseLive(folder, path, await readHolder(path));
  const guard = `${path}.takeover`;
  if (!(await created(guard, own))) throw inUse(folder, guard, await readHolder(guard));
  try {
    // Again, now that nobody else replaces it.
    refuseLive(folder, path, await readHolder(path));
    await rm(path, { force: true });
    if (!(await created(path, own))) throw inUse(folder, path, await readHolder(path));
  } finally {
    await rm(guard, { force: true });
  }
}

/** Creates the file; false where there is one. One step, so that of many who try at once, one succeeds. */
async function created(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(`${JSON.stringify(holder)}\n`);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined where there is no lock; null where it does not tell its holder. */
async function readHolder(path: string): Promise<Holder | null | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { pid, host, token } = JSON.parse(text) as Partial<Holder>;
    if (!Number.isSafeInteger(pid) || typeof host !== 'string' || typeof token !== 'string') return null;
    return { pid: pid as number, host, token };
  } catch {
    return null;
  }
}

function refuseLive(folder: string, path: string, holder: Holder | null | undefined): void {
  if (holder !== undefined && !isDead(holder)) throw inUse(folder, path, holder);
}

function isDead(holder: Holder | null): boolean {
  if (holder === null || holder.host !== hostname()) return false;
  // In a container that was started again, this process often has the number of the one that was killed.
  if (holder.pid === process.pid) return !held.has(holder.token);
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function inUse(folder: string, path: string, holder: Holder | null | undefined): RunError {
  if (holder?.pid === process.pid && held.has(holder.token))
    return new RunError(`${folder}: this process writes to it already: release that lock first`);
  const who =
    holder === null || holder === undefined
      ? 'another process'
      : `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${JSON.stringify(holder.host)}`}`;
  return new RunError(`${folder}: ${who} writes to it: wait until it has ended; if none runs, delete ${path}`);
}
