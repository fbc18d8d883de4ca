import { type Signal, signal } from '@preact/signals';
import type { LiveStatus, LiveTraining } from '../../live/live-training.ts';
import type { ViewedRun } from '../../viewed-run.ts';

/** A training that computes nothing: its signals are set by the test, and what it was told is written down. */
export interface StillTraining extends LiveTraining {
  readonly status: Signal<LiveStatus>;
  readonly runs: Signal<readonly ViewedRun[]>;
  readonly device: Signal<LiveTraining['device']['value']>;
  readonly message: Signal<string>;
  readonly progress: Signal<number | null>;
  readonly told: (readonly [verb: string, ...of: unknown[]])[];
}

export function stillTraining(answers: Partial<LiveTraining> = {}): StillTraining {
  const told: StillTraining['told'] = [];
  const note =
    (verb: string) =>
    async (...args: unknown[]) => {
      told.push([verb, ...args]);
    };
  return {
    status: signal<LiveStatus>('idle'),
    runs: signal<readonly ViewedRun[]>([]),
    device: signal(null),
    message: signal(''),
    progress: signal(null),
    told,
    start: note('start'),
    pause: note('pause'),
    resume: note('resume'),
    step: note('step'),
    reset: note('reset'),
    useFiles: note('useFiles'),
    kernels: async () => [],
    probeCheckpoint: () => Promise.reject(new Error('nothing is probed here')),
    verifyTrace: () => Promise.reject(new Error('nothing is replayed here')),
    ...answers,
  };
}
