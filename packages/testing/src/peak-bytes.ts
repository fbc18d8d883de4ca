import { type DataId, engine, type Tensor } from '@tensorflow/tfjs-core';

/** The part of the engine that counts tensors. */
interface Tracker {
  trackTensor(tensor: Tensor, backend: unknown): void;
  removeDataId(dataId: DataId, backend: unknown): void;
}

/**
 * Runs `body` and tells how many bytes of tensors more than before were alive at once, each buffer counted once: unlike
 * `tf.memory().numBytes`, which counts a buffer for each of the tensors that share it. What a kernel takes and frees
 * within itself is not seen.
 */
export function peakBytes(body: () => void): number {
  const tracker = engine() as unknown as Tracker;
  const { trackTensor, removeDataId } = tracker;
  const alive = new Map<DataId, number>();
  let bytes = 0;
  let peak = 0;
  tracker.trackTensor = (tensor, backend) => {
    trackTensor.call(tracker, tensor, backend);
    if (alive.has(tensor.dataId)) return;
    alive.set(tensor.dataId, tensor.size * 4);
    bytes += tensor.size * 4;
    peak = Math.max(peak, bytes);
  };
  tracker.removeDataId = (dataId, backend) => {
    removeDataId.call(tracker, dataId, backend);
    bytes -= alive.get(dataId) ?? 0;
    alive.delete(dataId);
  };
  try {
    body();
    return peak;
  } finally {
    tracker.trackTensor = trackTensor;
    tracker.removeDataId = removeDataId;
  }
}
