import { type NumericTensor, naiveL2Pool } from '@procrustes/testing';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { averagePool } from '../average-pool.ts';
import { globalAveragePool } from '../global-average-pool.ts';
import { l2Pool } from '../l2-pool.ts';
import { drawAwayFromZero, drawInputs, numericTensor, type OpCase, opCase } from './op-case.ts';
import { indexOf, positionOf } from './stock-case.ts';

const averageShapes = [
  [2, 4, 4, 3],
  [1, 2, 5, 2],
  [3, 5, 1, 1],
  [2, 1, 1, 4],
] as const;

export const globalAveragePoolCases: readonly OpCase[] = averageShapes.map(([batch, height, width, channels]) => {
  const shape = [batch, height, width, channels];
  return opCase({
    op: 'globalAveragePool',
    kernel: 'GlobalAveragePool',
    title: `[${shape}]`,
    inputs: drawInputs(`average ${shape}`, { x: shape }),
    run: ({ x }) => globalAveragePool(x as Tensor4D),
    reference: ({ x }) => {
      const values = new Float64Array(batch * channels);
      x?.values.forEach((value, index) => {
        const at = Math.floor(index / (height * width * channels)) * channels + (index % channels);
        values[at] = (values[at] as number) + value / (height * width);
      });
      return { shape: [batch, channels], values };
    },
  });
});

const windowShapes = [
  [[2, 4, 4, 3], 2],
  [[1, 2, 6, 2], 2],
  [[3, 6, 3, 1], 3],
  [[2, 3, 5, 2], 1],
  [[1, 8, 8, 2], 8],
] as const;

export const l2PoolCases: readonly OpCase[] = windowShapes.map(([shape, size]) =>
  opCase({
    op: 'l2Pool',
    kernel: 'L2Pool',
    title: `[${shape}] by ${size}`,
    // By 1 every window has one pixel.
    inputs: { x: drawAwayFromZero(`l2 ${shape}`, shape) },
    run: ({ x }) => l2Pool(x as Tensor4D, size),
    reference: ({ x }) => naiveL2Pool(x as NumericTensor, size),
  }),
);

export const averagePoolCases: readonly OpCase[] = windowShapes.map(([shape, size]) => {
  const [batch, height, width, channels] = shape;
  const pooled = [batch, height / size, width / size, channels];
  return opCase({
    op: 'averagePool',
    kernel: 'AveragePool',
    title: `[${shape}] by ${size}`,
    inputs: drawInputs(`average pool ${shape}`, { x: shape }),
    run: ({ x }) => averagePool(x as Tensor4D, size),
    reference: ({ x }) =>
      numericTensor(pooled, (index) => {
        const [n, i, j, c] = positionOf(index, pooled) as [number, number, number, number];
        let sum = 0;
        for (let a = 0; a < size; a += 1)
          for (let b = 0; b < size; b += 1)
            sum += (x as NumericTensor).values[indexOf([n, size * i + a, size * j + b, c], shape)] as number;
        return sum / size ** 2;
      }),
  });
});
