import type { ReadonlySignal } from '@preact/signals';
import type { BackendDevice } from '@procrustes/backends';
import type { RunDescription } from '@procrustes/runs';
import type { CheckpointObservation, TraceVerdict } from '@procrustes/training';
import type { ViewedRun } from '../viewed-run.ts';
import type { LiveSettings } from './live-settings.ts';

/** `preparing`: loads TensorFlow.js, compiles shaders, builds the nets. `lost`: the GPU took its context away. */
export type LiveStatus = 'idle' | 'preparing' | 'running' | 'paused' | 'failed' | 'lost';

/** One convolution kernel of a net that is being trained here, HWIO. */
export interface KernelValues {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What checking a checkpoint on images gave. */
export type CheckpointProbe = CheckpointObservation;

/**
 * Training in a Web Worker, as the page sees it: signals to read, verbs to call. Until {@link LiveTraining.start} or another verb that
 * computes, no TensorFlow.js is loaded.
 */
export interface LiveTraining {
  readonly status: ReadonlySignal<LiveStatus>;
  /** The nets in training, as runs: one or two, the newest numbers in them; updated a few times a second. */
  readonly runs: ReadonlySignal<readonly ViewedRun[]>;
  /** What computes; null until it is known. */
  readonly device: ReadonlySignal<(BackendDevice & { readonly name: string }) | null>;
  /** What is going on, or what went wrong and what to do, in a sentence. */
  readonly message: ReadonlySignal<string>;
  /** Of work that takes long, in [0, 1]; null where there is none, or its length is unknown. */
  readonly progress: ReadonlySignal<number | null>;
  /** Begins anew with these settings, and runs. Resolves once it runs, or cannot: status and message tell. */
  start(settings: LiveSettings): Promise<void>;
  /** Takes effect after the step that is under way. */
  pause(): void;
  /** Goes on; after a loss of the GPU's context, from the last checkpoint in memory, with what was recorded after it cut. */
  resume(): void;
  /** One training step of every net, then pauses; begins with these settings where nothing has begun. Resolves after the step. */
  step(settings: LiveSettings): Promise<void>;
  /** Back to where nothing has begun; frees all that the GPU holds. */
  reset(): void;
  /** Images for `data: 'files'`, in the CIFAR-10 binary format. Rejects files that are not, and keeps those before. */
  useFiles(files: readonly File[]): Promise<void>;
  /** The kernels of the block that ends at a site. */
  kernels(run: string, site: string): Promise<readonly KernelValues[]>;
  /**
   * Norms, loss and accuracy of a checkpoint on a batch of images, in training mode (batch statistics) and without
   * augmentation, so that they compare with the norms that the run recorded; changes nothing.
   * @param data where the images are taken from; as in the last start unless told
   */
  probeCheckpoint(
    description: RunDescription,
    bytes: Uint8Array,
    name: string,
    data?: LiveSettings['data'],
  ): Promise<CheckpointProbe>;
  /** Replays a recorded trace on the page's backend. */
  verifyTrace(bytes: Uint8Array, name: string): Promise<TraceVerdict>;
}
