import { randomUUID } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { RunError } from '../run-error.ts';
import { isRunning, ownStart } from './process-identity.ts';

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
  /** When the process started, where the system tells: another process may have its number by now. */
  readonly started?: string;
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
  const started = await ownStart();
  const own: Holder = { pid: process.pid, host: hostname(), token: randomUUID(), ...(started && { started }) };
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

/**
 * Replaces a lock whose process is gone. A second lock guards the replacement: of many who try at once, one succeeds. Who is
 * killed while replacing leaves that guard, which is then replaced in the same way.
 */
async function takeOver(folder: string, path: string, own: Holder): Promise<void> {
  await refuseLive(folder, path, await readHolder(path));
  const guard = `${path}.takeover`;
  if (!(await created(guard, own))) await takeOver(folder, guard, own);
  try {
    // Again, now that nobody else replaces it.
    const holder = await readHolder(path);
    await refuseLive(folder, path, holder);
    // Where there is none, another may create its own at any moment.
    if (holder !== undefined) await rm(path, { force: true });
    if (!(await created(path, own))) throw inUse(folder, path, await readHolder(path));
  } finally {
    await rm(guard, { force: true });
  }
}

/**
 * Creates the file; false where there is one. One step, so that of many who try at once, one succeeds, and so that a kill
 * leaves the file whole or not at all: one that does not tell its holder could never be taken over.
 */
async function created(path: string, holder: Holder): Promise<boolean> {
  const text = `${JSON.stringify(holder)}\n`;
  const whole = `${path}.${randomUUID()}.part`;
  try {
    await createdInPlace(whole, text);
    await link(whole, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Who holds the lock may have cleared away the other file.
    if (code === 'EEXIST' || (code === 'ENOENT' && (await readHolder(path)) !== undefined)) return false;
    if (code !== undefined && withoutLinks.has(code)) return createdInPlace(path, text);
    throw error;
  } finally {
    await rm(whole, { force: true });
  }
}

/** From file systems that have no second name for a file. */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

async function createdInPlace(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(text);
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
    const { pid, host, token, started } = JSON.parse(text) as Partial<Holder>;
    if (!Number.isSafeInteger(pid) || typeof host !== 'string' || typeof token !== 'string') return null;
    return { pid: pid as number, host, token, ...(typeof started === 'string' && { started }) };
  } catch {
    return null;
  }
}

async function refuseLive(folder: string, path: string, holder: Holder | null | undefined): Promise<void> {
  if (holder !== undefined && !(await isDead(holder))) throw inUse(folder, path, holder);
}

async function isDead(holder: Holder | null): Promise<boolean> {
  if (holder === null || holder.host !== hostname()) return false;
  // In a container that was started again, this process often has the number of the one that was killed.
  if (holder.pid === process.pid) return !held.has(holder.token);
  return !(await isRunning(holder.pid, holder.started));
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
