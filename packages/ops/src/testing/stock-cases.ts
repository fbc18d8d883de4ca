import * as tf from '@tensorflow/tfjs-core';
import { elementwiseCases } from './elementwise-cases.ts';
import { movementCases } from './movement-cases.ts';
import { drawInputs, numericTensor, type OpCase } from './op-case.ts';
import { reductionCases } from './reduction-cases.ts';
import { indexOf, only, positionOf, stock } from './stock-case.ts';

// TensorFlow.js's own operations, as far as the models, their training and their projections call them. Without gradients:
// those come from this package's operations, in which these only run forward.

export const stockCases: readonly OpCase[] = [
  ...elementwiseCases,
  ...reductionCases,
  ...movementCases,
  ...[
    [1, 2],
    [5, 10],
    [3, 100],
  ].map((shape) =>
    stock({
      op: 'argMax',
      kernel: 'ArgMax',
      title: `[${shape}] over its rows`,
      inputs: drawInputs(`argMax ${shape}`, { x: shape }),
      run: (inputs) => tf.tidy(() => tf.cast(tf.argMax(inputs.x as tf.Tensor, 1), 'float32')),
      reference: (inputs) =>
        numericTensor([shape[0] as number], (row) => {
          const classes = shape[1] as number;
          const values = only(inputs).values.subarray(row * classes, (row + 1) * classes);
          return values.indexOf(Math.max(...values));
        }),
    }),
  ),
  ...[[0], [3, 0, 2, 1, 3]].map((labels) =>
    stock({
      op: 'oneHot',
      kernel: 'OneHot',
      title: `of ${labels}`,
      inputs: { x: { shape: [labels.length], values: Float64Array.from(labels) } },
      run: (inputs) => tf.tidy(() => tf.cast(tf.oneHot(tf.cast(inputs.x as tf.Tensor, 'int32'), 4), 'float32')),
      reference: (inputs) =>
        numericTensor([labels.length, 4], (index) => (only(inputs).values[index >> 2] === index % 4 ? 1 : 0)),
    }),
  ),
  ...[1, 3].map((size) =>
    stock({
      op: 'eye',
      kernel: 'Fill',
      title: `of ${size}, behind x`,
      inputs: drawInputs(`eye ${size}`, { x: [size, size] }),
      run: (inputs) => tf.tidy(() => tf.add(inputs.x as tf.Tensor, tf.eye(size))),
      reference: (inputs) =>
        numericTensor(
          [size, size],
          (index) => (only(inputs).values[index] as number) + (index % (size + 1) === 0 ? 1 : 0),
        ),
    }),
  ),
  ...(
    [
      [[4, 4], 1],
      [[2, 2], 2],
      [[1, 3], 1],
    ] as const
  ).map(([window, stride]) =>
    stock({
      op: 'avgPool',
      kernel: 'AvgPool',
      title: `[2,4,6,3], windows of ${window.join('×')}, stride ${stride}`,
      inputs: drawInputs(`avgPool ${window}`, { x: [2, 4, 6, 3] }),
      run: (inputs) => tf.avgPool(inputs.x as tf.Tensor4D, [...window], stride, 'valid'),
      reference: (inputs) => {
        const outLength = (length: number, side: number) => Math.floor((length - side) / stride) + 1;
        const shape = [2, outLength(4, window[0]), outLength(6, window[1]), 3];
        return numericTensor(shape, (index) => {
          const [n, i, j, c] = positionOf(index, shape) as [number, number, number, number];
          let sum = 0;
          for (let a = 0; a < window[0]; a += 1)
            for (let b = 0; b < window[1]; b += 1)
              sum += only(inputs).values[indexOf([n, stride * i + a, stride * j + b, c], [2, 4, 6, 3])] as number;
          return sum / (window[0] * window[1]);
        });
      },
    }),
  ),
  stock({
    op: 'variable.assign',
    kernel: 'Identity',
    title: 'takes the new values, and frees the old',
    inputs: drawInputs('assign', { x: [2, 3], y: [2, 3] }),
    run: (inputs) => {
      const weight = tf.variable(inputs.x as tf.Tensor);
      const next = tf.tidy(() => tf.sub(weight, tf.mul(inputs.y as tf.Tensor, 0.5)));
      weight.assign(next);
      const read = tf.clone(weight as tf.Tensor);
      tf.dispose([next, weight]);
      return read;
    },
    reference: ({ x, y }) =>
      numericTensor([2, 3], (index) => (x?.values[index] as number) - 0.5 * (y?.values[index] as number)),
  }),
];
