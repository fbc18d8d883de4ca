import type { NumericTensor } from '@procrustes/testing';
import * as tf from '@tensorflow/tfjs-core';
import { drawAwayFromZero, numericTensor, type OpCase } from './op-case.ts';
import { indexOf, only, positionOf, stock } from './stock-case.ts';

const shapes = [[], [7], [3, 5], [2, 3, 2, 4], [1, 1, 1, 1]];

/** f of each value, on tensors of every rank that occurs; values away from 0, `above` it where f needs that. */
function elementwise(
  op: string,
  kernel: string,
  run: (x: tf.Tensor) => tf.Tensor,
  f: (x: number) => number,
  above = false,
): OpCase[] {
  return shapes.map((shape) => {
    const drawn = drawAwayFromZero(`${op} [${shape}]`, shape);
    const x = above ? { shape, values: drawn.values.map(Math.abs) } : drawn;
    return stock({
      op,
      kernel,
      title: `[${shape}]`,
      inputs: { x },
      run: (inputs) => run(inputs.x as tf.Tensor),
      reference: (inputs) => ({ shape, values: only(inputs).values.map(f) }),
    });
  });
}

const pairs = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 2, 3, 4], [4]],
  [[4], []],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [3, 1, 1, 2],
    [1, 4, 5, 1],
  ],
] as const;

/** f of two tensors of one shape, or of two that TensorFlow.js broadcasts. */
function broadcast(
  op: string,
  kernel: string,
  run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  f: (a: number, b: number) => number,
  spoil: (b: number, index: number) => number = (b) => b,
): OpCase[] {
  return pairs.map(([aShape, bShape]) => {
    const name = `${op} [${aShape}] [${bShape}]`;
    const b = drawAwayFromZero(`${name} b`, bShape);
    return stock({
      op,
      kernel,
      title: `[${aShape}] and [${bShape}]`,
      inputs: {
        a: drawAwayFromZero(`${name} a`, aShape),
        b: { ...b, values: b.values.map((value, index) => spoil(value, index)) },
      },
      run: (inputs) => run(inputs.a as tf.Tensor, inputs.b as tf.Tensor),
      reference: (inputs) => broadcastPairs(inputs.a as NumericTensor, inputs.b as NumericTensor, f),
    });
  });
}

function broadcastPairs(a: NumericTensor, b: NumericTensor, f: (a: number, b: number) => number): NumericTensor {
  const rank = Math.max(a.shape.length, b.shape.length);
  const lengthAt = (shape: readonly number[], axis: number) => shape[axis - rank + shape.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => Math.max(lengthAt(a.shape, axis), lengthAt(b.shape, axis)));
  return numericTensor(shape, (index) => {
    const position = positionOf(index, shape);
    const valueAt = (x: NumericTensor) => {
      const own = position.slice(rank - x.shape.length).map((at, axis) => (x.shape[axis] === 1 ? 0 : at));
      return x.values[indexOf(own, x.shape)] as number;
    };
    return f(valueAt(a), valueAt(b));
  });
}

export const elementwiseCases: readonly OpCase[] = [
  ...elementwise('abs', 'Abs', tf.abs, Math.abs),
  ...elementwise('clone', 'Identity', tf.clone, (x) => x),
  ...elementwise('exp', 'Exp', tf.exp, Math.exp),
  ...elementwise('log', 'Log', tf.log, Math.log, true),
  ...elementwise('neg', 'Neg', tf.neg, (x) => -x),
  ...elementwise('onesLike', 'OnesLike', tf.onesLike, () => 1),
  ...elementwise('stockRelu', 'Relu', tf.relu, (x) => Math.max(x, 0)),
  ...elementwise('rsqrt', 'Rsqrt', tf.rsqrt, (x) => 1 / Math.sqrt(x), true),
  ...elementwise('sqrt', 'Sqrt', tf.sqrt, Math.sqrt, true),
  ...elementwise('square', 'Square', tf.square, (x) => x * x),
  ...elementwise(
    'step',
    'Step',
    (x) => tf.step(x),
    (x) => (x > 0 ? 1 : 0),
  ),
  ...elementwise('zerosLike', 'ZerosLike', tf.zerosLike, () => 0),
  ...elementwise('cast', 'Cast', (x) => tf.tidy(() => tf.cast(tf.cast(x, 'int32'), 'float32')), Math.trunc),
  ...elementwise(
    'prelu',
    'Prelu',
    (x) => tf.tidy(() => tf.prelu(x, tf.scalar(0.5))),
    (x) => (x < 0 ? 0.5 * x : x),
  ),

  ...broadcast('add', 'Add', tf.add, (a, b) => a + b),
  ...broadcast('sub', 'Sub', tf.sub, (a, b) => a - b),
  ...broadcast('mul', 'Multiply', tf.mul, (a, b) => a * b),
  ...broadcast('div', 'RealDiv', tf.div, (a, b) => a / b),
  ...broadcast(
    'divNoNan',
    'RealDiv',
    tf.divNoNan,
    (a, b) => (b === 0 ? 0 : a / b),
    (b, index) => (index % 2 === 0 ? 0 : b),
  ),
  ...broadcast('maximum', 'Maximum', tf.maximum, Math.max),
  ...broadcast('minimum', 'Minimum', tf.minimum, Math.min),
  ...broadcast('squaredDifference', 'SquaredDifference', tf.squaredDifference, (a, b) => (a - b) ** 2),
  ...broadcast(
    'equal',
    'Equal',
    (a, b) => tf.tidy(() => tf.cast(tf.equal(tf.sign(a), tf.sign(b)), 'float32')),
    (a, b) => (Math.sign(a) === Math.sign(b) ? 1 : 0),
  ),
];
