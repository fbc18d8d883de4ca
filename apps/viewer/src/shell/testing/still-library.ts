import { type Signal, signal } from '@preact/signals';
import type { ViewedRun } from '../../viewed-run.ts';
import type { RunLibrary } from '../run-library.ts';

/** A library that reads nothing: its signals are set by the test, and what it was told is written down. */
export interface StillLibrary extends RunLibrary {
  readonly runs: Signal<readonly ViewedRun[]>;
  readonly problems: Signal<readonly { readonly name: string; readonly message: string }[]>;
  readonly progress: Signal<number | null>;
  readonly told: (readonly [verb: string, ...of: unknown[]])[];
}

export function stillLibrary(runs: readonly ViewedRun[] = [], answers: Partial<RunLibrary> = {}): StillLibrary {
  const told: StillLibrary['told'] = [];
  const note =
    (verb: string) =>
    async (...args: unknown[]) => {
      told.push([verb, ...args]);
    };
  const library: StillLibrary = {
    runs: signal(runs),
    problems: signal([]),
    progress: signal(null),
    follow: signal(false),
    told,
    openFiles: note('openFiles'),
    openEntries: note('openEntries'),
    openDirectory: note('openDirectory'),
    openServed: note('openServed'),
    close(id) {
      told.push(['close', id]);
      library.runs.value = library.runs.value.filter((run) => run.id !== id);
    },
    checkpoints: async () => [],
    readCheckpoint: () => Promise.reject(new Error('nothing is read here')),
    ...answers,
  };
  return library;
}
