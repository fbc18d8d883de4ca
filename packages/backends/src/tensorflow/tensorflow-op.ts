import { engine, type Tensor } from '@tensorflow/tfjs-core';

/** The native backend of tfjs-node, as far as it is used here. */
interface NativeBackend {
  readonly binding: Readonly<Record<string, number>>;
  readonly isUsingGpuDevice: boolean;
  executeMultipleOutputs(name: string, attributes: NativeAttribute[], inputs: Tensor[], outputs: number): Tensor[];
}

interface NativeAttribute {
  readonly name: string;
  readonly type: number | undefined;
  readonly value: unknown;
}

/** An attribute of a TensorFlow operation, by its type in TensorFlow's C interface. */
export type TensorflowAttribute = readonly [
  name: string,
  type: 'BOOL' | 'FLOAT' | 'INT' | 'STRING',
  value: boolean | number | string | readonly number[],
];

export function nativeBackend(): NativeBackend {
  return engine().backend as unknown as NativeBackend;
}

/** Runs one operation of TensorFlow itself; its type attributes named in `types` are float32. */
export function runTensorflowOp(
  name: string,
  types: readonly string[],
  attributes: readonly TensorflowAttribute[],
  inputs: readonly Tensor[],
  outputs: number,
): Tensor[] {
  const backend = nativeBackend();
  const { binding } = backend;
  return backend.executeMultipleOutputs(
    name,
    [
      ...types.map((type) => ({ name: type, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT })),
      ...attributes.map(([attribute, type, value]) => ({ name: attribute, type: binding[`TF_ATTR_${type}`], value })),
    ],
    [...inputs],
    outputs,
  );
}
