import { type DataId, engine } from '@tensorflow/tfjs-core';

/** Bytes of tensors that TensorFlow.js's engine holds, each buffer counted once. */
export interface TensorBytes {
  readonly now: number;
  /** The most at any time since the watch began. */
  readonly peak: number;
}

/** The part of the engine that keeps count of data. */
interface DataRegistry {
  removeDataId(dataId: DataId, backend: unknown): void;
}

/**
 * Watches every tensor that the engine takes on, inside kernels and gradients too, until the process ends; to be called
 * before the first one. Several tensors that share their data count once, unlike in `tf.memory().numBytes`. Memory of a
 * kernel's own that is no tensor is not counted.
 * @returns what the count is when it is called
 */
export function watchTensorBytes(): () => TensorBytes {
  const current = engine();
  const registry = current as unknown as DataRegistry;
  const trackTensor = current.trackTensor.bind(current);
  const removeDataId = registry.removeDataId.bind(current);
  const held = new Map<DataId, number>();
  let now = 0;
  let peak = 0;
  current.trackTensor = (tensor, backend) => {
    trackTensor(tensor, backend);
    if (held.has(tensor.dataId)) return;
    // Each number of float32 and int32 has four bytes, of bool one.
    const bytes = tensor.size * (tensor.dtype === 'bool' ? 1 : 4);
    held.set(tensor.dataId, bytes);
    now += bytes;
    peak = Math.max(peak, now);
  };
  registry.removeDataId = (dataId, backend) => {
    removeDataId(dataId, backend);
    now -= held.get(dataId) ?? 0;
    held.delete(dataId);
  };
  return () => ({ now, peak });
}
