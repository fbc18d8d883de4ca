export type { BackendAdapter, BackendDevice, BackendMemory, Unavailable } from './backend-adapter.ts';
export { DeviceLostError } from './device-watch.ts';
export { type BackendList, type BackendStatus, backendNames, listBackends } from './list-backends.ts';
export { BackendUnavailableError, type PreparedBackend, prepareBackend } from './prepare-backend.ts';
export { PrecisionError, requireTrainingPrecision } from './require-training-precision.ts';
export { DeviceMemoryError } from './wasm/guard-heap.ts';
