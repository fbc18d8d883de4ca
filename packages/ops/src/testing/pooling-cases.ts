import { type NumericTensor, naiveL2Pool } from '@procrustes/testing';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { globalAveragePool } from '../global-average-pool.ts';
import { l2Pool } from '../l2-pool.ts';
import { drawAwayFromZero, drawInputs, type OpCase, opCase } from './op-case.ts';

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

const l2Shapes = [
  [[2, 4, 4, 3], 2],
  [[1, 2, 6, 2], 2],
  [[3, 6, 3, 1], 3],
  [[2, 3, 5, 2], 1],
  [[1, 8, 8, 2], 8],
] as const;

export const l2PoolCases: readonly OpCase[] = l2Shapes.map(([shape, size]) =>
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
