import type { NumericTensor } from '@procrustes/testing';
import * as tf from '@tensorflow/tfjs-core';
import { drawInputs, numericTensor, type OpCase, opCase } from './op-case.ts';
import { indexOf, only, positionOf, stock } from './stock-case.ts';

/** A result whose values are those of x in another place: `from` gives the position in x, undefined a zero. */
function moved(
  op: string,
  kernel: string,
  title: string,
  shapes: { readonly x: readonly number[]; readonly y: readonly number[] },
  run: (x: tf.Tensor) => tf.Tensor,
  from: (position: readonly number[]) => readonly number[] | undefined,
): OpCase {
  return stock({
    op,
    kernel,
    title: `[${shapes.x}] ${title}`,
    inputs: drawInputs(`${op} ${title}`, { x: shapes.x }),
    run: (inputs) => run(inputs.x as tf.Tensor),
    reference: (inputs) =>
      numericTensor(shapes.y, (index) => {
        const position = from(positionOf(index, shapes.y));
        return position === undefined ? 0 : (only(inputs).values[indexOf(position, shapes.x)] as number);
      }),
  });
}

const permutations = [
  [
    [3, 5],
    [1, 0],
  ],
  [
    [2, 3, 4],
    [0, 2, 1],
  ],
  [
    [2, 3, 4, 5],
    [3, 0, 1, 2],
  ],
  [
    [2, 3, 4, 5],
    [0, 3, 1, 2],
  ],
  [
    [3, 3, 2, 4],
    [3, 2, 0, 1],
  ],
  [
    [1, 1],
    [1, 0],
  ],
] as const;

export const movementCases: readonly OpCase[] = [
  ...permutations.map(([shape, order]) =>
    moved(
      'transpose',
      'Transpose',
      `to ${order}`,
      { x: shape, y: order.map((axis) => shape[axis] as number) },
      (x) => tf.transpose(x, [...order]),
      (position) => shape.map((_, axis) => position[order.indexOf(axis as never)] as number),
    ),
  ),
  moved(
    'reshape',
    'Reshape',
    'to [4,3]',
    { x: [2, 6], y: [4, 3] },
    (x) => tf.reshape(x, [4, 3]),
    ([i, j]) => {
      const index = (i as number) * 3 + (j as number);
      return [Math.floor(index / 6), index % 6];
    },
  ),
  moved(
    'expandDims',
    'ExpandDims',
    'at 1',
    { x: [2, 3], y: [2, 1, 3] },
    (x) => tf.expandDims(x, 1),
    ([i, , j]) => [i as number, j as number],
  ),
  moved(
    'reverse',
    'Reverse',
    'rows and columns',
    { x: [3, 2, 2, 4], y: [3, 2, 2, 4] },
    (x) => tf.reverse(x, [0, 1]),
    ([a, b, c, d]) => [2 - (a as number), 1 - (b as number), c as number, d as number],
  ),
  moved(
    'slice',
    'Slice',
    'from 0,1,0,2 on',
    { x: [2, 4, 3, 5], y: [2, 2, 3, 3] },
    (x) => tf.slice(x, [0, 1, 0, 2], [-1, 2, -1, 3]),
    ([a, b, c, d]) => [a as number, (b as number) + 1, c as number, (d as number) + 2],
  ),
  moved(
    'slice',
    'Slice',
    'rows 1 and 2',
    { x: [4, 3], y: [2, 3] },
    (x) => tf.slice(x, [1, 0], [2, 3]),
    ([a, b]) => [(a as number) + 1, b as number],
  ),
  moved(
    'pad',
    'PadV2',
    'by 1 and 2, 0 and 3',
    { x: [2, 2, 3, 2], y: [2, 5, 6, 2] },
    (x) =>
      tf.pad(x, [
        [0, 0],
        [1, 2],
        [0, 3],
        [0, 0],
      ]),
    ([a, b, c, d]) => {
      const row = (b as number) - 1;
      return row < 0 || row >= 2 || (c as number) >= 3 ? undefined : [a as number, row, c as number, d as number];
    },
  ),

  opCase({
    op: 'split',
    kernel: 'SplitV',
    title: 'rows 3, 1 and 2',
    inputs: drawInputs('split', { x: [6, 2, 3] }),
    run: ({ x }) => tf.split(x as tf.Tensor, [3, 1, 2]),
    reference: ({ x }) =>
      [
        [0, 3],
        [3, 1],
        [4, 2],
      ].map(([start, rows]) =>
        numericTensor(
          [rows as number, 2, 3],
          (index) => (x as NumericTensor).values[6 * (start as number) + index] as number,
        ),
      ),
    differentiable: [],
  }),

  opCase({
    op: 'split',
    kernel: 'SplitV',
    title: 'channels 1 and 4, behind two axes',
    inputs: drawInputs('split/channels', { x: [3, 2, 5] }),
    run: ({ x }) => tf.split(x as tf.Tensor, [1, 4], -1),
    reference: ({ x }) =>
      [
        [0, 1],
        [1, 4],
      ].map(([start, channels]) =>
        numericTensor([3, 2, channels as number], (index) => {
          const row = Math.floor(index / (channels as number));
          return (x as NumericTensor).values[5 * row + (start as number) + (index % (channels as number))] as number;
        }),
      ),
    differentiable: [],
  }),

  ...[0, 1, 3].map((axis) =>
    stock({
      op: 'concat',
      kernel: 'Concat',
      title: `along axis ${axis}`,
      inputs: drawInputs(`concat ${axis}`, {
        x: [2, 2, 2, 2],
        y: [2, 2, 2, 2].map((length, at) => (at === axis ? 3 : length)),
      }),
      run: (inputs) => tf.concat([inputs.x as tf.Tensor, inputs.y as tf.Tensor], axis),
      reference: ({ x, y }) =>
        numericTensor(
          [2, 2, 2, 2].map((length, at) => (at === axis ? 5 : length)),
          (index) => {
            const position = positionOf(
              index,
              [2, 2, 2, 2].map((length, at) => (at === axis ? 5 : length)),
            );
            const along = position[axis] as number;
            const [source, start] = along < 2 ? [x as NumericTensor, 0] : [y as NumericTensor, 2];
            return source.values[indexOf(position.with(axis, along - start), source.shape)] as number;
          },
        ),
    }),
  ),
  ...[[], [3]].map((shape) =>
    stock({
      op: 'stack',
      kernel: 'Pack',
      title: `two of [${shape}]`,
      inputs: drawInputs(`stack ${shape}`, { x: shape, y: shape }),
      run: (inputs) => tf.stack([inputs.x as tf.Tensor, inputs.y as tf.Tensor]),
      reference: ({ x, y }) => ({
        shape: [2, ...shape],
        values: Float64Array.of(...(x as NumericTensor).values, ...(y as NumericTensor).values),
      }),
    }),
  ),
];
