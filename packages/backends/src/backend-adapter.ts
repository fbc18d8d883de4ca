import type { DeviceError } from './device-error.ts';
import type { Formulations } from './formulations.ts';

/** What a backend computes on. */
export interface BackendDevice {
  /** What does the arithmetic, in words. */
  readonly device: string;
  /** A software rasteriser is a CPU that plays a GPU, slowly: SwiftShader, llvmpipe and their like. */
  readonly processor: 'GPU' | 'CPU' | 'software rasteriser';
  readonly precision: 'float32' | 'float16';
  /** Threads of the CPU that compute; null where a driver schedules the work: on a GPU and on a software rasteriser. */
  readonly threads: number | null;
  readonly memory: BackendMemory;
  /** What is missing that would make it faster, and what to do; absent where nothing is. */
  readonly advice?: string;
}

/** What fits on a device, in bytes; null where the platform does not tell. */
export interface BackendMemory {
  /** All tensors together. */
  readonly total: number | null;
  /** One tensor. */
  readonly largestTensor: number | null;
}

/** Why a backend cannot run here, and the one thing to do about it. */
export interface Unavailable {
  readonly reason: string;
  readonly remedy: string;
  /** Where it never runs on this platform, whatever one does. */
  readonly elsewhere?: true;
}

/** How one TensorFlow.js backend is found, started and given its kernels. One file per backend implements it. */
export interface BackendAdapter {
  /** The name that users give and that runs record. */
  readonly name: string;
  /** TensorFlow.js's own name for it. */
  readonly engineName: string;
  /** Whether it computes on a GPU where there is one. */
  readonly forGpu: boolean;
  /** Whether only its start shows for certain what it computes on: it is probed again then. */
  readonly startChanges?: true;
  /** Loads the backend and looks whether it can run here. Changes nothing that is visible to another backend. */
  probe(): Promise<BackendDevice | Unavailable>;
  /** Registers the kernels that are faster than the references of `@procrustes/ops`. Called once, with the backend current. */
  registerKernels(): void;
  /**
   * What an error that this backend threw in the middle of a computation means, where its own words do not say it and what
   * to do; undefined for any other error. Absent where a backend's errors are ours already.
   */
  explain?(error: Error): DeviceError | undefined;
  /** Where an operation can be computed in several ways, by its shape. Absent where there is one way. */
  readonly formulations?: Formulations;
}

export function isUnavailable(found: BackendDevice | Unavailable): found is Unavailable {
  return 'reason' in found;
}
