import { channelSum, sumOfSquares } from '@procrustes/ops';
import { expectTensorCount } from '@procrustes/testing';
import { dispose, ones, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { read } from './read.ts';

/** Sums in which a single float32 accumulator would lose digits: the norms of a whole batch have this many terms. */
export function longSumChecks(size: number, factor: number) {
  const side = Math.round(Math.cbrt(size));
  const shape: [number, number, number, number] = [side, side, side, 1];
  const count = side ** 3;
  return [
    {
      name: 'long sums of ones are exact',
      run: () =>
        expectTensorCount(async () => {
          const x = ones(shape) as Tensor4D;
          const flat = ones([count]);
          expect(await read(channelSum(x))).toBeRelativelyClose([count], factor === 1 ? 0 : 6e-8 * factor);
          expect(await read(sumOfSquares(x))).toBeRelativelyClose([count], factor === 1 ? 0 : 6e-8 * factor);
          expect(await read(sumOfSquares(flat))).toBeRelativelyClose([count], factor === 1 ? 0 : 6e-8 * factor);
          dispose([x, flat]);
        }),
    },
    {
      name: 'long sums of values keep six digits',
      run: () =>
        expectTensorCount(async () => {
          const values = Float32Array.from({ length: count }, (_, index) => 0.1 + (index % 97) / 970);
          const sum = values.reduce((partial, value) => partial + value, 0);
          const squares = values.reduce((partial, value) => partial + value ** 2, 0);
          const x = tensor4d(values, shape);
          expect(await read(channelSum(x))).toBeRelativelyClose([sum], 1e-6 * factor);
          expect(await read(sumOfSquares(x))).toBeRelativelyClose([squares], 1e-6 * factor);
          x.dispose();
        }),
    },
  ];
}
