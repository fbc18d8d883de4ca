import { engine, type Tensor } from '@tensorflow/tfjs-core';

/** A program for the GPU: one thread computes one number of the result. */
export interface GpuProgram {
  /** Tells programs apart: one of this name is compiled once for each number of dimensions of what it is given. */
  readonly name: string;
  /** Names of the inputs in the code: arrays of float32. */
  readonly inputs: readonly string[];
  /** Integers that the code finds in `uniforms`. */
  readonly integers?: Readonly<Record<string, number>>;
  readonly shape: readonly number[];
  /** WGSL that gives the value at `index` in `y`. */
  readonly code: string;
}

/** The part of TensorFlow.js's backend that runs programs. */
interface ProgramRunner {
  runWebGPUProgram(
    program: object,
    inputs: readonly Tensor[],
    dtype: 'float32',
    uniforms: readonly { readonly type: 'int32'; readonly data: number[] }[],
  ): Parameters<ReturnType<typeof engine>['makeTensorFromTensorInfo']>[0];
}

const threads = 64;

/** Runs a program on the current backend, which is WebGPU. */
export function runProgram(
  { name, inputs: variableNames, integers = {}, shape, code }: GpuProgram,
  inputs: readonly Tensor[],
): Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const program = {
    variableNames,
    uniforms: Object.keys(integers)
      .map((key) => `${key} : i32,`)
      .join(' '),
    outputShape: [...shape],
    shaderKey: name,
    size: true,
    workgroupSize: [threads, 1, 1],
    dispatchLayout: { x: shape.map((_, axis) => axis) },
    dispatch: [Math.ceil(size / threads), 1, 1],
    getUserCode: () => `
      fn main(index : i32) {
        if (index < uniforms.size) {
          var y = 0.0;
          ${code}
          setOutputAtIndex(index, y);
        }
      }`,
  };
  const runner = engine().backend as unknown as ProgramRunner;
  const uniforms = Object.values(integers).map((value) => ({ type: 'int32' as const, data: [value] }));
  return engine().makeTensorFromTensorInfo(runner.runWebGPUProgram(program, inputs, 'float32', uniforms)) as Tensor;
}
