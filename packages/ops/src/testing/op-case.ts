import { Generator } from '@procrustes/random';
import { drawTensor, type NumericTensor } from '@procrustes/testing';
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { defineOp, type OpDefinition } from '../define-op.ts';

export type Tensors = Readonly<Record<string, Tensor>>;
export type NumericTensors = Readonly<Record<string, NumericTensor>>;

/** One call of an operation, beside the same function by loops in float64. */
export interface OpCase {
  /** What is called: an export of `@procrustes/ops`, or of TensorFlow.js's core. */
  readonly op: string;
  /** The operation's name in the kernel registry; left out for a function of other operations. */
  readonly kernel?: string;
  /** What the call is given. */
  readonly title: string;
  readonly inputs: NumericTensors;
  /** Runs the operation on float32 tensors, by the current backend's kernel. Makes exactly the tensors that it returns. */
  run(inputs: Tensors): readonly Tensor[];
  /** Runs the plain composition that is the kernel's reference; where its definition is exported. Makes no other tensors either. */
  composition?(inputs: Tensors): readonly Tensor[];
  /** The outputs in float64. */
  reference(inputs: NumericTensors): readonly NumericTensor[];
  /** Inputs whose gradient is checked, that of the first output; none for an operation that has no gradient. */
  readonly differentiable: readonly string[];
  /**
   * Relative to the norm of what is compared, for a backend of float32. A float32 has a relative error of 6e-8; sums of a
   * few hundred terms make it some 1e-6, and the reference and its central differences add less than 1e-8.
   */
  readonly tolerance: number;
}

/** The tolerance of a case that needs no other. */
export const caseTolerance = 1e-5;

interface OpCaseSettings extends Omit<OpCase, 'run' | 'reference' | 'composition' | 'differentiable' | 'tolerance'> {
  run(inputs: Tensors): Tensor | readonly Tensor[];
  reference(inputs: NumericTensors): NumericTensor | readonly NumericTensor[];
  /** All unless told. */
  readonly differentiable?: readonly string[];
  /** `caseTolerance` unless told. */
  readonly tolerance?: number;
}

export function opCase({ run, reference, differentiable, tolerance, ...rest }: OpCaseSettings): OpCase {
  return {
    ...rest,
    run: (inputs) => [run(inputs)].flat(),
    reference: (inputs) => [reference(inputs)].flat(),
    differentiable: differentiable ?? Object.keys(rest.inputs),
    tolerance: tolerance ?? caseTolerance,
  };
}

/** A case of an operation with an exported definition, which has no gradient and may have kernels of its own. */
export function kernelCase<I extends Tensors, A extends object, O extends Tensor | Tensor[]>(
  op: string,
  definition: OpDefinition<I, A, O>,
  {
    attributes,
    ...settings
  }: { readonly attributes: A } & Pick<OpCaseSettings, 'title' | 'inputs' | 'reference' | 'tolerance'>,
): OpCase {
  const run = defineOp(definition);
  return {
    ...opCase({
      ...settings,
      op,
      kernel: definition.name,
      run: (inputs) => run(inputs as I, attributes),
      differentiable: [],
    }),
    composition: (inputs) => tidy(() => [definition.reference(inputs as I, attributes)].flat()),
  };
}

/** Standard normal values for inputs of these shapes, from a generator of the case's own. */
export function drawInputs<K extends string>(
  name: string,
  shapes: Readonly<Record<K, readonly number[]>>,
): Record<K, NumericTensor> {
  const generator = Generator.named(1, name);
  return Object.fromEntries(
    Object.entries<readonly number[]>(shapes).map(([input, shape]) => [
      input,
      drawTensor(shape, () => generator.normal()),
    ]),
  ) as Record<K, NumericTensor>;
}

/** Values at least 0.1 away from zero, where |x| and max(x, 0) have no derivative. */
export function drawAwayFromZero(name: string, shape: readonly number[]): NumericTensor {
  const generator = Generator.named(1, name);
  return drawTensor(shape, () => (generator.uniform() < 0.5 ? -1 : 1) * (0.1 + generator.uniform()));
}

/** A float64 tensor of this shape whose values are those of `value`. */
export function numericTensor(shape: readonly number[], value: (index: number) => number): NumericTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, values: Float64Array.from({ length: size }, (_, index) => value(index)) };
}
