import { dispose, ones, type Tensor } from '@tensorflow/tfjs-core';
import { nativeBackend, runTensorflowOp, type TensorflowAttribute } from './tensorflow-op.ts';

/** What TensorFlow itself marks the kernels of these names with when it takes them in the place of its own. */
const label: TensorflowAttribute = ['_kernel', 'STRING', 'MklNameChangeOp'];

let available: boolean | undefined;

/**
 * Whether this TensorFlow computes with oneDNN: a build for x86 does, on a CPU. Asked of the library itself, by one small
 * convolution, the first time.
 */
function hasOneDnn(): boolean {
  available ??= !nativeBackend().isUsingGpuDevice && convolves();
  return available;
}

function convolves(): boolean {
  const [image, kernel] = [ones([1, 1, 1, 1]), ones([1, 1, 1, 1])];
  try {
    const results = runTensorflowOp(
      '_MklNativeConv2D',
      ['T'],
      [['strides', 'INT', [1, 1, 1, 1]], ['padding', 'STRING', 'VALID'], ['data_format', 'STRING', 'NHWC'], label],
      [image, kernel],
      1,
    );
    dispose(results);
    return true;
  } catch {
    return false;
  } finally {
    dispose([image, kernel]);
  }
}

/**
 * Runs one operation by oneDNN where this TensorFlow has it, else by TensorFlow's own kernel. Asked for by name, because
 * the switch that TensorFlow has for all operations prints two lines to the standard error of every command.
 */
export function runByOneDnn(
  name: string,
  types: readonly string[],
  attributes: readonly TensorflowAttribute[],
  inputs: readonly Tensor[],
  outputs: number,
): Tensor[] {
  return hasOneDnn()
    ? runTensorflowOp(`_MklNative${name}`, types, [...attributes, label], inputs, outputs)
    : runTensorflowOp(name, types, attributes, inputs, outputs);
}
