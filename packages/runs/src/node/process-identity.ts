import { readFile } from 'node:fs/promises';

/** What Linux tells of a process besides its number. */
interface ProcessState {
  /** Dead, but its parent has not asked how it ended: its number is still taken. */
  readonly zombie: boolean;
  /** When it started: boot and clock ticks since. Two processes of one number never share it. */
  readonly started: string;
}

/** When this process started, as {@link isRunning} compares it; undefined where the system does not tell. */
export async function ownStart(): Promise<string | undefined> {
  return (await stateOf('self'))?.started;
}

/**
 * Whether the process of this number on this host still runs. A number is given out again, so that another process may
 * have it by now: its start tells, where the system does.
 */
export async function isRunning(pid: number, started: string | undefined): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const state = await stateOf(pid);
  if (state === undefined) return true;
  return !state.zombie && (started === undefined || started === state.started);
}

/** Undefined on other systems than Linux, and where the process is hidden or gone. */
async function stateOf(pid: number | 'self'): Promise<ProcessState | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // proc(5): the name in brackets may hold anything; the third field, the state, and the 22nd, the start, follow it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, start] = [fields[0], fields[19]];
    if (state === undefined || start === undefined) return undefined;
    return { zombie: state === 'Z' || state === 'X', started: `${boot.trim()}/${start}` };
  } catch {
    return undefined;
  }
}
