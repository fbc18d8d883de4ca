/** What a backend computes on. */
export interface BackendDevice {
  /** What does the arithmetic, in words. */
  readonly device: string;
  readonly precision: 'float32' | 'float16';
  /** Threads that compute. */
  readonly threads: number;
}

/** Why a backend cannot run here, and the one thing to do about it. */
export interface Unavailable {
  readonly reason: string;
  readonly remedy: string;
}

/** How one TensorFlow.js backend is found, started and given its kernels. One file per backend implements it. */
export interface BackendAdapter {
  /** The name that users give and that runs record. */
  readonly name: string;
  /** TensorFlow.js's own name for it. */
  readonly engineName: string;
  /** Loads the backend and looks whether it can run here. Changes nothing that is visible to another backend. */
  probe(): Promise<BackendDevice | Unavailable>;
  /** Registers the kernels that are faster than the references of `@procrustes/ops`. Called once, with the backend current. */
  registerKernels(): void;
}

export function isUnavailable(found: BackendDevice | Unavailable): found is Unavailable {
  return 'reason' in found;
}
