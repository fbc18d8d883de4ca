import type { NumericTensor } from '@procrustes/testing';
import * as tf from '@tensorflow/tfjs-core';
import { drawInputs, numericTensor, type OpCase } from './op-case.ts';
import { indexOf, only, positionOf, stock } from './stock-case.ts';

const reductions = [
  [[3, 4], [1], false],
  [[3, 4], [1], true],
  [[3, 4], [0], false],
  [[2, 3, 4], [2], false],
  [[5], [0], false],
  [[2, 3, 4], [0, 1, 2], false],
  [[2, 3, 3], [1, 2], true],
] as const;

function reduction(
  op: string,
  kernel: string,
  run: (x: tf.Tensor, axes: number[], keepDimensions: boolean) => tf.Tensor,
  f: (values: readonly number[]) => number,
): OpCase[] {
  return reductions.map(([shape, axes, keepDimensions]) =>
    stock({
      op,
      kernel,
      title: `[${shape}] over ${axes}${keepDimensions ? ', dimensions kept' : ''}`,
      inputs: drawInputs(`${op} ${shape} ${axes}`, { x: shape }),
      run: (inputs) => run(inputs.x as tf.Tensor, [...axes], keepDimensions),
      reference: (inputs) => reduce(only(inputs), axes, keepDimensions, f),
    }),
  );
}

function reduce(
  { shape, values }: NumericTensor,
  axes: readonly number[],
  keepDimensions: boolean,
  f: (values: readonly number[]) => number,
): NumericTensor {
  const reduced = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const groups = Array.from({ length: reduced.reduce((a, b) => a * b, 1) }, (): number[] => []);
  values.forEach((value, index) => {
    const position = positionOf(index, shape).map((at, axis) => (axes.includes(axis) ? 0 : at));
    groups[indexOf(position, reduced)]?.push(value);
  });
  return {
    shape: keepDimensions ? reduced : shape.filter((_, axis) => !axes.includes(axis)),
    values: Float64Array.from(groups, f),
  };
}

const matrixProducts = [
  [[4, 4], [4, 4], false, false],
  [[2, 7], [7, 3], false, false],
  [[1, 5], [5, 1], false, false],
  [[5, 1], [1, 4], false, false],
  [[1, 1], [1, 1], false, false],
  [[7, 2], [7, 3], true, false],
  [[2, 7], [3, 7], false, true],
  [[7, 2], [3, 7], true, true],
  [[3, 2, 5], [3, 5, 4], false, false],
  [[2, 3, 4], [2, 3, 4], false, true],
  [[33, 40], [40, 17], false, false],
] as const;

/** a b of the last two axes, each transposed where asked; the axes before them are a batch. */
function multiply(a: NumericTensor, b: NumericTensor, transposeA: boolean, transposeB: boolean): NumericTensor {
  const batch = a.shape.slice(0, -2);
  const [rows, inner] = transposeA ? [a.shape.at(-1), a.shape.at(-2)] : [a.shape.at(-2), a.shape.at(-1)];
  const columns = transposeB ? b.shape.at(-2) : b.shape.at(-1);
  const at = ({ shape, values }: NumericTensor, transposed: boolean, n: readonly number[], i: number, j: number) =>
    values[indexOf([...n, ...(transposed ? [j, i] : [i, j])], shape)] as number;
  const shape = [...batch, rows as number, columns as number];
  return numericTensor(shape, (index) => {
    const position = positionOf(index, shape);
    const [n, [i, j]] = [position.slice(0, -2), position.slice(-2) as [number, number]];
    let sum = 0;
    for (let k = 0; k < (inner as number); k += 1) sum += at(a, transposeA, n, i, k) * at(b, transposeB, n, k, j);
    return sum;
  });
}

const add = (a: number, b: number) => a + b;

export const reductionCases: readonly OpCase[] = [
  ...reduction('sum', 'Sum', tf.sum, (values) => values.reduce(add, 0)),
  ...reduction('mean', 'Mean', tf.mean, (values) => values.reduce(add, 0) / values.length),
  ...reduction('max', 'Max', tf.max, (values) => Math.max(...values)),

  ...matrixProducts.map(([a, b, transposeA, transposeB]) =>
    stock({
      op: 'matMul',
      kernel: 'BatchMatMul',
      title: `[${a}]${transposeA ? 'ᵀ' : ''} [${b}]${transposeB ? 'ᵀ' : ''}`,
      inputs: drawInputs(`matMul ${a} ${b}`, { a, b }),
      run: (inputs) => tf.matMul(inputs.a as tf.Tensor, inputs.b as tf.Tensor, transposeA, transposeB),
      reference: (inputs) => multiply(inputs.a as NumericTensor, inputs.b as NumericTensor, transposeA, transposeB),
    }),
  ),
];
