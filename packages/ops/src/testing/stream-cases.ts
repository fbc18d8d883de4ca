import type { NumericTensor } from '@procrustes/testing';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { concatenateChannels } from '../concatenate-channels.ts';
import { duplicateChannels } from '../duplicate-channels.ts';
import { relu } from '../relu.ts';
import { reluGradientDefinition } from '../relu-gradient.ts';
import { residualSum } from '../residual-sum.ts';
import { drawAwayFromZero, drawInputs, kernelCase, numericTensor, type OpCase, opCase } from './op-case.ts';

const shapes = [[7], [2, 3], [2, 3, 4, 2], [1, 1, 1, 1]];

export const reluCases: readonly OpCase[] = shapes.map((shape) =>
  opCase({
    op: 'relu',
    kernel: 'ReluByOutput',
    title: `[${shape}]`,
    inputs: { x: drawAwayFromZero(`relu ${shape}`, shape) },
    run: ({ x }) => relu(x as Tensor),
    reference: ({ x }) => numericTensor(shape, (index) => Math.max(x?.values[index] as number, 0)),
  }),
);

export const reluGradientCases: readonly OpCase[] = shapes.map((shape) => {
  const { dy, x } = drawInputs(`relu gradient ${shape}`, { dy: shape, x: shape });
  // What a ReLU puts out: about half of it exactly 0, where the gradient is 0 too.
  const y = { shape, values: x.values.map((value) => Math.max(value, 0)) };
  return kernelCase('reluGradient', reluGradientDefinition, {
    title: `[${shape}]`,
    inputs: { dy, y },
    attributes: {},
    reference: (inputs) =>
      numericTensor(shape, (index) =>
        (inputs.y?.values[index] as number) > 0 ? (inputs.dy?.values[index] as number) : 0,
      ),
  });
});

export const residualSumCases: readonly OpCase[] = shapes.map((shape) =>
  opCase({
    op: 'residualSum',
    kernel: 'ResidualSum',
    title: `[${shape}]`,
    inputs: drawInputs(`sum ${shape}`, { stream: shape, branch: shape }),
    run: ({ stream, branch }) => residualSum(stream as Tensor, branch as Tensor),
    reference: ({ stream, branch }) =>
      numericTensor(shape, (index) => (stream?.values[index] as number) + (branch?.values[index] as number)),
  }),
);

export const duplicateChannelsCases: readonly OpCase[] = [1, 2, 3].map((channels) =>
  opCase({
    op: 'duplicateChannels',
    kernel: 'DuplicateChannels',
    title: `${channels} channels: a map, then its copy`,
    inputs: drawInputs(`duplicate ${channels}`, { x: [2, 3, 2, channels] }),
    run: ({ x }) => duplicateChannels(x as Tensor4D),
    reference: ({ x }) =>
      numericTensor([2, 3, 2, 2 * channels], (index) => {
        const pixel = Math.floor(index / (2 * channels));
        return (x as NumericTensor).values[pixel * channels + (index % channels)] as number;
      }),
  }),
);

export const concatenateChannelsCases: readonly OpCase[] = [
  [1, 1],
  [3, 2],
  [2, 5],
  [24, 12],
].map(([first = 0, second = 0]) =>
  opCase({
    op: 'concatenateChannels',
    kernel: 'ConcatenateChannels',
    title: `${first} channels, then ${second}`,
    inputs: drawInputs(`concatenate ${first} and ${second}`, { stream: [2, 3, 2, first], branch: [2, 3, 2, second] }),
    run: ({ stream, branch }) => concatenateChannels(stream as Tensor4D, branch as Tensor4D),
    reference: ({ stream, branch }) =>
      numericTensor([2, 3, 2, first + second], (index) => {
        const pixel = Math.floor(index / (first + second));
        const channel = index % (first + second);
        return (
          channel < first ? stream?.values[pixel * first + channel] : branch?.values[pixel * second + channel - first]
        ) as number;
      }),
  }),
);
