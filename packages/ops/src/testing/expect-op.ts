import { expectTensorCount, type NumericTensor, numericalGradient } from '@procrustes/testing';
import { customGrad, dispose, mul, type Scalar, sum, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { valueAndGradients } from '../value-and-gradients.ts';

type Named<K extends string, T> = { readonly [name in K]: T };

export interface OpExpectation<K extends string> {
  readonly inputs: Named<K, NumericTensor>;
  /** The op under test, on float32 tensors. */
  readonly op: (tensors: Named<K, Tensor>) => Tensor;
  /** The same function by loops in float64. */
  readonly reference: (inputs: Named<K, NumericTensor>) => NumericTensor;
  /** Inputs whose gradient is checked; all unless told. */
  readonly differentiable?: readonly K[];
  /**
   * Relative to the norm of what is compared; 1e-5 unless told. A float32 has a relative error of 6e-8; sums of a few
   * hundred terms make it some 1e-6, and the reference and its central differences add less than 1e-8.
   */
  readonly tolerance?: number;
}

/**
 * Asserts that an op is its float64 reference forward, that its gradient is the reference's central differences for a
 * cotangent without any structure, and that it leaves no tensor behind.
 */
export async function expectOp<K extends string>({
  inputs,
  op,
  reference,
  differentiable = Object.keys(inputs) as K[],
  tolerance = 1e-5,
}: OpExpectation<K>): Promise<void> {
  const expected = reference(inputs);
  const cotangent = Float64Array.from(expected.values, (_, index) => Math.fround(Math.sin(3 * index + 1) + 0.25));
  await expectTensorCount(async () => {
    const tensors = Object.fromEntries(
      Object.entries<NumericTensor>(inputs).map(([name, { shape, values }]) => [
        name,
        tensor(Float32Array.from(values), [...shape]),
      ]),
    ) as Named<K, Tensor>;

    const y = op(tensors);
    expect(y.shape).toEqual(expected.shape);
    expect(await y.data()).toBeRelativelyClose(expected.values, tolerance);
    y.dispose();

    const { value, gradients } = valueAndGradients(
      () => weightedSum(op(tensors), cotangent),
      differentiable.map((name) => tensors[name]),
    );
    for (const [index, name] of differentiable.entries()) {
      const gradient = gradients[index] as Tensor;
      expect(gradient.shape).toEqual(inputs[name].shape);
      const central = numericalGradient(
        () => reference(inputs).values.reduce((dot, element, i) => dot + element * (cotangent[i] as number), 0),
        inputs[name].values,
      );
      expect(await gradient.data(), `gradient of ${name}`).toBeRelativelyClose(central, tolerance);
    }
    dispose([value, ...gradients]);
    dispose(tensors as Record<string, Tensor>);
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
