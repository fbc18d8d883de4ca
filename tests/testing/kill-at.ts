import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, Running } from './run-cli.ts';

/** When to kill: so many milliseconds after the start, or when a file that begins so is written for the so-many-th time. */
export type Moment = { readonly after: number } | { readonly writing: string; readonly time: number };

/** Sends SIGKILL to a running command at a moment; its outcome has no exit status if it had not ended by then. */
export async function killAt({ process, outcome }: Running, folder: string, moment: Moment): Promise<Outcome> {
  const kill = () => process.kill('SIGKILL');
  if ('after' in moment) {
    const timer = setTimeout(kill, moment.after);
    return outcome.finally(() => clearTimeout(timer));
  }
  const watchers = new Map<string, FSWatcher>();
  const seen = new Set<string>();
  const look = () => {
    for (const place of [folder, join(folder, 'checkpoints')]) {
      if (watchers.has(place)) continue;
      try {
        watchers.set(
          place,
          watch(place, (_, name) => {
            // A file half written has a name of its own.
            if (name?.startsWith(moment.writing) && name.endsWith('.part')) seen.add(name);
            if (seen.size >= moment.time) kill();
          }),
        );
      } catch {
        // Not there yet.
      }
    }
  };
  look();
  const looking = setInterval(look, 2);
  return outcome.finally(() => {
    clearInterval(looking);
    for (const watcher of watchers.values()) watcher.close();
  });
}
