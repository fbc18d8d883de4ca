import { DeviceError } from './device-error.ts';

/** A tensor did not fit on the device. */
export class DeviceMemoryError extends DeviceError {
  override readonly name = 'DeviceMemoryError';

  /** @param what did not fit where, and how much there is; what to lower is added */
  constructor(what: string, options?: ErrorOptions) {
    super(
      `${what}; lower the batch size or the number of blocks, or recompute activations (--recompute auto)`,
      options,
    );
  }
}
