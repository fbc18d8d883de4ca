import { type Signal, signal } from '@preact/signals';
import type { RunLibrary, RunProblem } from '../../runs/run-library.ts';
import type { ViewedRun } from '../../viewed-run.ts';

/** A library that reads nothing: its signals are set by the test, and what it was told is written down. */
export interface StillLibrary extends RunLibrary {
  readonly runs: Signal<readonly ViewedRun[]>;
  readonly problems: Signal<readonly RunProblem[]>;
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
    problems: signal<readonly RunProblem[]>([]),
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
    cancel: () => void told.push(['cancel']),
    dismiss(id) {
      library.problems.value = library.problems.value.filter((problem) => problem.id !== id);
    },
    dispose: () => void told.push(['dispose']),
    checkpoints: async () => [],
    readCheckpoint: () => Promise.reject(new Error('nothing is read here')),
    ...answers,
  };
  return library;
}
