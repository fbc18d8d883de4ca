import { DeviceError } from './device-error.ts';

/** The device went away in the middle of a computation: what was on it is gone. */
export class DeviceLostError extends DeviceError {
  override readonly name = 'DeviceLostError';
}
