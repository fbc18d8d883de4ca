import type { NumericTensor } from '@procrustes/testing';
import { channelAffineDefinition } from '../channel-affine.ts';
import { channelSumDefinition } from '../channel-sum.ts';
import { sumOfSquaresDefinition } from '../sum-of-squares.ts';
import { drawInputs, kernelCase, numericTensor, type OpCase } from './op-case.ts';

const affineShapes = [
  [2, 4, 4, 3],
  [1, 1, 1, 1],
  [3, 5, 2, 16],
  [2, 8, 8, 64],
  [4, 7, 3, 5],
];

export const channelAffineCases: readonly OpCase[] = affineShapes.flatMap((shape) =>
  (['relu', 'none'] as const).map((activation) => {
    const channels = shape[3] as number;
    const title = `[${shape}], activation ${activation}`;
    return kernelCase('channelAffine', channelAffineDefinition, {
      title,
      inputs: drawInputs(title, { x: shape, scale: [channels], shift: [channels] }),
      attributes: { activation },
      reference: ({ x, scale, shift }) =>
        numericTensor(shape, (index) => {
          const c = index % channels;
          const y = (x?.values[index] as number) * (scale?.values[c] as number) + (shift?.values[c] as number);
          return activation === 'relu' ? Math.max(y, 0) : y;
        }),
    });
  }),
);

const sumShapes = [
  [2, 4, 4, 3],
  [1, 1, 1, 1],
  [5, 1, 1, 2],
  [1, 7, 3, 16],
  [4, 2, 1, 7],
  [16, 16, 16, 64],
];

export const channelSumCases: readonly OpCase[] = sumShapes.map((shape) => {
  const channels = shape[3] as number;
  return kernelCase('channelSum', channelSumDefinition, {
    title: `[${shape}]`,
    inputs: drawInputs(`channel sum ${shape}`, { x: shape }),
    attributes: {},
    reference: ({ x }) => {
      const values = new Float64Array(channels);
      x?.values.forEach((value, index) => {
        values[index % channels] = (values[index % channels] as number) + value;
      });
      return { shape: [channels], values };
    },
  });
});

export const sumOfSquaresCases: readonly OpCase[] = [[], [7], [3, 5], [2, 3, 4], [1, 5, 5, 3], [16, 16, 16, 64]].map(
  (shape) =>
    kernelCase('sumOfSquares', sumOfSquaresDefinition, {
      title: `[${shape}]`,
      inputs: drawInputs(`sum of squares [${shape}]`, { x: shape }),
      attributes: {},
      reference: ({ x }) => numericTensor([], () => (x as NumericTensor).values.reduce((sum, v) => sum + v * v, 0)),
    }),
);
