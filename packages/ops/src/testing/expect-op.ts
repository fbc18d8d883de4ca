import { expectUnchangedMemory, type NumericTensor, numericalGradient } from '@procrustes/testing';
import { customGrad, dispose, memory, mul, type Scalar, sum, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { valueAndGradients } from '../value-and-gradients.ts';
import type { NumericTensors, OpCase, Tensors } from './op-case.ts';

/**
 * Asserts that an operation is its float64 reference forward, that its gradient is the reference's central differences
 * for a cotangent without any structure, and that neither, nor a gradient that throws, leaves anything behind.
 *
 * @param allowance times the case's tolerance; 1 unless told
 */
export async function expectOp(opCase: OpCase, allowance = 1): Promise<void> {
  const tolerance = opCase.tolerance * allowance;
  const expected = opCase.reference(opCase.inputs);
  const found = await valuesOf(opCase, (inputs) => opCase.run(inputs));
  expect(found.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  expected.forEach(({ values }, index) => {
    expect(found[index]?.values, `output ${index}`).toBeRelativelyClose(values, tolerance);
  });
  if (opCase.differentiable.length > 0) {
    await expectGradients(opCase, tolerance);
    await expectNothingLeftByAThrow(opCase);
  }
}

/** The outputs of one run; asserts that it makes them and no other tensor, and that nothing is left when they are freed. */
export function valuesOf(
  { inputs }: OpCase,
  run: (inputs: Tensors) => readonly Tensor[],
): Promise<{ readonly shape: readonly number[]; readonly values: Float32Array }[]> {
  return withTensors(inputs, async (tensors) => {
    const before = memory().numTensors;
    const outputs = run(tensors);
    const made = memory().numTensors - before;
    const found = [];
    for (const y of outputs) found.push({ shape: y.shape, values: Float32Array.from(await y.data()) });
    dispose([...outputs]);
    expect(made, 'tensors made').toBe(outputs.length);
    return found;
  });
}

async function expectGradients(opCase: OpCase, tolerance: number): Promise<void> {
  const centrals = centralDifferences(opCase);
  await withTensors(opCase.inputs, async (tensors) => {
    const { value, gradients } = valueAndGradients(
      () => weightedSum(firstOutput(opCase, tensors), cotangentOf(opCase)),
      opCase.differentiable.map((name) => tensors[name] as Tensor),
    );
    const found = await Promise.all(gradients.map((gradient) => gradient.data()));
    const shapes = gradients.map(({ shape }) => shape);
    dispose([value, ...gradients]);
    for (const [index, name] of opCase.differentiable.entries()) {
      expect(shapes[index], `gradient of ${name}`).toEqual(opCase.inputs[name]?.shape);
      expect(found[index], `gradient of ${name}`).toBeRelativelyClose(centrals[index] as Float64Array, tolerance);
    }
  });
}

/** The gradient goes through the operation, and throws behind it. */
async function expectNothingLeftByAThrow(opCase: OpCase): Promise<void> {
  await withTensors(opCase.inputs, (tensors) => {
    const throws = customGrad((x) => ({
      value: (x as Tensor).clone(),
      gradFunc: () => {
        throw new Error('from the gradient');
      },
    }));
    const parameters = opCase.differentiable.map((name) => tensors[name] as Tensor);
    const loss = () => {
      const behind = opCase.differentiable.map((name) => [name, throws(tensors[name] as Tensor)]);
      return weightedSum(firstOutput(opCase, { ...tensors, ...Object.fromEntries(behind) }), cotangentOf(opCase));
    };
    expect(() => valueAndGradients(loss, parameters)).toThrow('from the gradient');
  });
}

const firstOutput = (opCase: OpCase, tensors: Tensors): Tensor => {
  const [first, ...others] = opCase.run(tensors);
  dispose(others);
  return first as Tensor;
};

const firstReference = (opCase: OpCase): Float64Array => (opCase.reference(opCase.inputs)[0] as NumericTensor).values;

/** Without any structure that a wrong gradient could hide behind, and exact in float32. */
const cotangentOf = (opCase: OpCase): Float64Array =>
  Float64Array.from(firstReference(opCase), (_, index) => Math.fround(Math.sin(3 * index + 1) + 0.25));

const differentiated = new WeakMap<OpCase, readonly Float64Array[]>();

/** Of each differentiable input; computed once, however many backends are compared with it. */
function centralDifferences(opCase: OpCase): readonly Float64Array[] {
  const known = differentiated.get(opCase);
  if (known !== undefined) return known;
  const cotangent = cotangentOf(opCase);
  const dot = () =>
    firstReference(opCase).reduce((sumSoFar, element, i) => sumSoFar + element * (cotangent[i] as number), 0);
  const made = opCase.differentiable.map((name) => {
    const { values } = opCase.inputs[name] as NumericTensor;
    return numericalGradient(dot, values);
  });
  differentiated.set(opCase, made);
  return made;
}

/** Hands the inputs over as float32 tensors, frees them, and asserts that nothing is left then. */
async function withTensors<T>(inputs: NumericTensors, body: (tensors: Tensors) => T | Promise<T>): Promise<T> {
  return expectUnchangedMemory(async () => {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, { shape, values }]) => [name, tensor(Float32Array.from(values), [...shape])]),
    );
    try {
      return await body(tensors);
    } finally {
      dispose(tensors);
    }
  });
}

/** Σ vᵢ yᵢ, with v as the gradient of y. */
export function weightedSum(y: Tensor, cotangent: ArrayLike<number>): Scalar {
  const dot = customGrad((x) => {
    const v = tensor(Float32Array.from(cotangent), y.shape);
    return {
      value: sum(mul(x as Tensor, v)),
      gradFunc: (dy) => mul(dy, tensor(Float32Array.from(cotangent), y.shape)),
    };
  });
  return dot(y) as Scalar;
}
