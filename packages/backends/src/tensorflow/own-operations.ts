import { dispose, ones } from '@tensorflow/tfjs-core';
import { nativeBackend, runTensorflowOp } from './tensorflow-op.ts';

let available: boolean | undefined;

/**
 * Whether this TensorFlow has the operations of the package's `native`, which are compiled where the native backend is
 * prepared, for a CPU. Asked of the library itself, by one small batch norm, the first time.
 */
export function hasOwnOperations(): boolean {
  available ??= !nativeBackend().isUsingGpuDevice && normalises();
  return available;
}

function normalises(): boolean {
  const [image, vector] = [ones([1, 1, 1, 1]), ones([1])];
  try {
    const attributes = [['epsilon', 'FLOAT', 1e-5] as const, ['relu', 'BOOL', false] as const];
    dispose(runTensorflowOp('ProcrustesBatchNorm', [], attributes, [image, vector, vector], 3));
    return true;
  } catch {
    return false;
  } finally {
    dispose([image, vector]);
  }
}
