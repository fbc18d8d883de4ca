import type { NumericTensor } from '@procrustes/testing';
import type * as tf from '@tensorflow/tfjs-core';
import { type OpCase, opCase, type Tensors } from './op-case.ts';

interface StockCase {
  readonly op: string;
  readonly kernel: string;
  readonly title: string;
  readonly inputs: Readonly<Record<string, NumericTensor>>;
  run(inputs: Tensors): tf.Tensor;
  reference(inputs: Readonly<Record<string, NumericTensor>>): NumericTensor;
}

export const stock = (settings: StockCase): OpCase => opCase({ ...settings, differentiable: [] });

/** The input of an operation that has one. */
export const only = ({ x }: Readonly<Record<string, NumericTensor>>): NumericTensor => x as NumericTensor;

/** The position on each axis of a value, and back. */
export function positionOf(index: number, shape: readonly number[]): number[] {
  const position: number[] = [];
  let rest = index;
  for (const length of [...shape].reverse()) {
    position.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return position;
}

export const indexOf = (position: readonly number[], shape: readonly number[]): number =>
  position.reduce((index, at, axis) => index * (shape[axis] as number) + at, 0);
