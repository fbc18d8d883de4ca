export type { BackendAdapter, BackendDevice, BackendMemory, Unavailable } from './backend-adapter.ts';
export { DeviceError } from './device-error.ts';
export { DeviceLostError } from './device-lost-error.ts';
export { DeviceMemoryError } from './device-memory-error.ts';
export { explainError } from './explain-error.ts';
export { type BackendList, type BackendStatus, backendNames, listBackends } from './list-backends.ts';
export { BackendUnavailableError, type PreparedBackend, prepareBackend } from './prepare-backend.ts';
export { PrecisionError, requireTrainingPrecision } from './require-training-precision.ts';
