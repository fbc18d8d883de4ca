import type { KernelBackend } from '@tensorflow/tfjs-core';
import { DeviceLostError } from './device-lost-error.ts';

/**
 * Watches a device for a backend that does not: one whose device is gone would wait for ever, or go on with zeros.
 * Everyone who waits is told at once, and whoever comes later is refused.
 */
export class DeviceWatch {
  readonly #backend: string;
  #lost: DeviceLostError | undefined;
  /** What the device refused; the results of it are worthless. */
  #refusal: Error | undefined;
  readonly #waiting = new Set<(reason: Error) => void>();

  constructor(backend: string) {
    this.#backend = backend;
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** @param what happened, as the platform says it */
  lose(what: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = new DeviceLostError(
      `the device of the backend '${this.#backend}' was lost (${what}), and all that was on it; start again from the last checkpoint, and where it happens again lower the batch size or the number of blocks`,
    );
    this.#tell(this.#lost);
  }

  /** The device did not do what it was told. The read-back under way, else the next one, throws that. */
  refuse(error: Error): void {
    if (this.#waiting.size === 0) this.#refusal ??= error;
    else this.#tell(error);
  }

  /** @throws DeviceLostError where the device is gone; what it refused */
  check(): void {
    if (this.#lost !== undefined) throw this.#lost;
    const refusal = this.#refusal;
    this.#refusal = undefined;
    if (refusal !== undefined) throw refusal;
  }

  /** Waits for a read-back, and no longer than the device lives. */
  during<T>(read: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      const done = (settle: () => void) => {
        this.#waiting.delete(reject);
        settle();
      };
      read().then(
        (value) => done(() => resolve(value)),
        // What takes the device away also ends the read, sometimes before it says so.
        (error) => setTimeout(() => done(() => reject(this.#lost ?? error)), 100),
      );
    });
  }

  #tell(error: Error): void {
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }
}

/**
 * Makes each program and each read-back of a backend look at its device first, and after a read-back once more.
 * @param program the method that runs a program on the device
 * @param look called before; may find that the device is gone
 */
export function watchBackend<B extends KernelBackend>(
  backend: B,
  { watch, program, look = () => {} }: { watch: DeviceWatch; program: keyof B; look?: () => void },
): B {
  const check = () => {
    look();
    watch.check();
  };
  const run = backend[program] as (...given: unknown[]) => unknown;
  const { read, readSync } = backend;
  return Object.assign(backend, {
    [program](...given: unknown[]) {
      if (watch.isLost) watch.check();
      return run.apply(backend, given);
    },
    async read(dataId: object) {
      check();
      const values = await watch.during(() => read.call(backend, dataId));
      check();
      return values;
    },
    readSync(dataId: object) {
      check();
      const values = readSync.call(backend, dataId);
      check();
      return values;
    },
  });
}
