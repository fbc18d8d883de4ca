export {
  type NativeSetup,
  NativeSetupError,
  type NativeState,
  removeTensorflow,
  setupSteps,
  setupTensorflow,
} from './setup-tensorflow.ts';
