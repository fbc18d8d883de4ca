import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { LiveSettings } from '../live/live-settings.ts';
import type { LiveTraining } from '../live/live-training.ts';
import type { SettingsState } from './settings-state.ts';

/** What the buttons and the keys of the Live tab do, and whether they can. */
export interface TrainingActions {
  readonly can: ReadonlySignal<{
    readonly start: boolean;
    readonly pause: boolean;
    readonly resume: boolean;
    readonly step: boolean;
    readonly reset: boolean;
  }>;
  /** With which settings what is there was begun; null where nothing is. */
  readonly begun: ReadonlySignal<LiveSettings | null>;
  /** Whether the user's own images are there, for experiments on them. */
  readonly images: Signal<readonly File[]>;
  /** What kept the last action from its end, where that was not the training's own message. */
  readonly problem: ReadonlySignal<string | null>;
  start(): void;
  pauseOrResume(): void;
  step(): void;
  reset(): void;
  useFiles(files: readonly File[]): void;
}

export function createTrainingActions(live: LiveTraining, state: SettingsState): TrainingActions {
  const begun = signal<LiveSettings | null>(null);
  const images = signal<readonly File[]>([]);
  const problem = signal<string | null>(null);
  const lacksImages = computed(() => state.settings.value.data === 'files' && images.value.length === 0);
  const startable = computed(() => state.valid.value && !lacksImages.value);

  const can = computed(() => {
    const status = live.status.value;
    const idle = status === 'idle' || status === 'failed';
    return {
      start: startable.value && status !== 'preparing',
      pause: status === 'running' || status === 'preparing',
      resume: status === 'paused' || status === 'lost',
      step: status === 'paused' || (idle && startable.value),
      reset: status !== 'idle' || live.runs.value.length > 0,
    };
  });

  const attempt = (work: () => Promise<void> | void) => {
    problem.value = null;
    Promise.resolve()
      .then(work)
      .catch((error: unknown) => {
        problem.value = error instanceof Error ? error.message : String(error);
      });
  };

  return {
    can,
    begun,
    images,
    problem,
    start() {
      if (!can.value.start) return;
      begun.value = state.settings.value;
      attempt(() => live.start(state.settings.value));
    },
    pauseOrResume() {
      if (can.value.pause) attempt(() => live.pause());
      else if (can.value.resume) attempt(() => live.resume());
    },
    step() {
      if (!can.value.step) return;
      const settings = live.status.value === 'paused' ? (begun.value ?? state.settings.value) : state.settings.value;
      begun.value = settings;
      attempt(() => live.step(settings));
    },
    reset() {
      if (!can.value.reset) return;
      begun.value = null;
      attempt(() => live.reset());
    },
    useFiles(files) {
      attempt(async () => {
        await live.useFiles(files);
        images.value = files;
      });
    },
  };
}
