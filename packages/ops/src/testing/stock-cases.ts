import type { NumericTensor } from '@procrustes/testing';
import * as tf from '@tensorflow/tfjs-core';
import { drawAwayFromZero, drawInputs, numericTensor, type OpCase, opCase, type Tensors } from './op-case.ts';

// TensorFlow.js's own operations, as far as the models, their training and their projections call them. Without gradients:
// those come from this package's operations, in which these only run forward.

const shapes = [[], [7], [3, 5], [2, 3, 2, 4], [1, 1, 1, 1]];

interface Stock {
  readonly op: string;
  readonly kernel: string;
  readonly title: string;
  readonly inputs: Readonly<Record<string, NumericTensor>>;
  run(inputs: Tensors): tf.Tensor;
  reference(inputs: Readonly<Record<string, NumericTensor>>): NumericTensor;
}

const stock = (settings: Stock): OpCase => opCase({ ...settings, differentiable: [] });

const only = ({ x }: Readonly<Record<string, NumericTensor>>): NumericTensor => x as NumericTensor;

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

/** The position on each axis of a value, and back. */
function positionOf(index: number, shape: readonly number[]): number[] {
  const position: number[] = [];
  let rest = index;
  for (const length of [...shape].reverse()) {
    position.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return position;
}
const indexOf = (position: readonly number[], shape: readonly number[]): number =>
  position.reduce((index, at, axis) => index * (shape[axis] as number) + at, 0);

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

export const stockCases: readonly OpCase[] = [
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

  ...broadcast('add', 'Add', tf.add, add),
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
