export { type LoadedTensorflow, loadTensorflow } from './load-tensorflow.ts';
export {
  type NativeSetup,
  NativeSetupError,
  type NativeState,
  removeTensorflow,
  setupSteps,
  setupTensorflow,
} from './setup-tensorflow.ts';
export {
  removeWebgpu,
  setupWebgpu,
  type WebgpuSetup,
  WebgpuSetupError,
  type WebgpuState,
  webgpuSetupSteps,
} from './setup-webgpu.ts';
