import { engine } from '@tensorflow/tfjs-core';

/** Bytes of tensors that TensorFlow.js's engine holds. */
export interface TensorBytes {
  readonly now: number;
  /** The most at any time since the watch began. */
  readonly peak: number;
}

/**
 * Watches the engine's count of bytes at every tensor that it takes on, inside kernels and gradients too, until the process
 * ends. Memory of a kernel's own that is no tensor is not counted.
 * @returns what the count is when it is called
 */
export function watchTensorBytes(): () => TensorBytes {
  const current = engine();
  const trackTensor = current.trackTensor.bind(current);
  let peak = current.state.numBytes;
  current.trackTensor = (...parameters) => {
    trackTensor(...parameters);
    peak = Math.max(peak, current.state.numBytes);
  };
  return () => ({ now: current.state.numBytes, peak });
}
