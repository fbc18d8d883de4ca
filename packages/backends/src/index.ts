export type { BackendAdapter, BackendDevice, BackendMemory, Unavailable } from './backend-adapter.ts';
export { type ConvolutionGradient, convolutionKey } from './convolution-key.ts';
export { DeviceError } from './device-error.ts';
export { DeviceLostError } from './device-lost-error.ts';
export { DeviceMemoryError } from './device-memory-error.ts';
export { explainError } from './explain-error.ts';
export { type FormulationChoices, FormulationError, type Formulations, type FormulationTable } from './formulations.ts';
export { formulationsOf } from './formulations-of.ts';
export { type BackendList, type BackendStatus, backendNames, listBackends } from './list-backends.ts';
export {
  BackendUnavailableError,
  type PreparedBackend,
  type PrepareSettings,
  prepareBackend,
} from './prepare-backend.ts';
export { PrecisionError, requireTrainingPrecision } from './require-training-precision.ts';
