import { useCpuBackend } from '@procrustes/testing';
import {
  memory,
  ones,
  type Rank,
  scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { batchNormInference } from './batch-norm-inference.ts';
import { batchNormTraining } from './batch-norm-training.ts';
import { channelAffine } from './channel-affine.ts';
import { convolutionFilterGradient } from './convolution-filter-gradient.ts';
import { convolutionInputGradient } from './convolution-input-gradient.ts';
import { fullyConnected } from './fully-connected.ts';
import { reluGradient } from './relu-gradient.ts';
import { requireShape } from './require-shape.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';

useCpuBackend();

describe('requireShape', () => {
  it('takes the shape itself alone', () => {
    tidy(() => {
      expect(() => requireShape(ones([2, 3]), [2, 3], 'it')).not.toThrow();
      expect(() => requireShape(scalar(1), [], 'it')).not.toThrow();
      expect(() => requireShape(ones([2, 3]), [3, 2], 'it')).toThrow('it must have shape [3, 2], got [2, 3]');
      expect(() => requireShape(ones([2, 3]), [2, 3, 1], 'it')).toThrow(RangeError);
      expect(() => requireShape(ones([2, 3, 1]), [2, 3], 'it')).toThrow(RangeError);
      expect(() => requireShape(scalar(1), [1], 'it')).toThrow('got []');
    });
  });
});

const image = (height: number, channels: number) => ones<Rank.R4>([1, height, height, channels]);
const vector = (length: number): Tensor1D => ones([length]);
const matrix = (rows: number, columns: number): Tensor2D => ones([rows, columns]);
const batchNorm = { epsilon: 1e-5, activation: 'none' } as const;
const statistics = (of: { readonly mean?: number; readonly variance?: number }) => ({
  scale: vector(8),
  offset: vector(8),
  mean: vector(of.mean ?? 8),
  variance: vector(of.variance ?? 8),
});

/** Each with the right length, and with one that would be broadcast, or read beyond a tensor's memory. */
const operations: readonly [name: string, right: number, wrong: number, run: (length: number) => Tensor][] = [
  ['scale of channelAffine', 8, 1, (n) => channelAffine(image(2, 8), vector(n), vector(8), { activation: 'none' })],
  ['shift of channelAffine', 8, 16, (n) => channelAffine(image(2, 8), vector(8), vector(n), { activation: 'none' })],
  ['scale of batchNormTraining', 8, 1, (n) => batchNormTraining(image(2, 8), vector(n), vector(8), batchNorm).y],
  ['offset of batchNormTraining', 8, 16, (n) => batchNormTraining(image(2, 8), vector(8), vector(n), batchNorm).y],
  ['mean of batchNormInference', 8, 1, (n) => batchNormInference(image(2, 8), statistics({ mean: n }), batchNorm)],
  [
    'variance of batchNormInference',
    8,
    1,
    (n) => batchNormInference(image(2, 8), statistics({ variance: n }), batchNorm),
  ],
  ['weight of fullyConnected', 3, 4, (n) => fullyConnected(matrix(2, 3), matrix(5, n), vector(5))],
  ['bias of fullyConnected', 5, 1, (n) => fullyConnected(matrix(2, 3), matrix(5, 3), vector(n))],
  ['labels of softmaxCrossEntropy', 4, 1, (n) => softmaxCrossEntropy(matrix(4, 3), ones([n], 'int32'))],
  ['output of reluGradient', 3, 1, (n) => reluGradient(vector(3), vector(n))],
  [
    'gradient of convolutionFilterGradient',
    4,
    9,
    (n) => convolutionFilterGradient(image(4, 4), image(n, 8), { stride: 1, padding: 1, kernel: [3, 3] }),
  ],
  [
    'gradient of convolutionInputGradient',
    4,
    2,
    (n) => convolutionInputGradient(image(n, 8), ones([3, 3, 4, 8]), { stride: 1, padding: 1, height: 4, width: 4 }),
  ],
];

describe('an operation of another shape is refused, with nothing left:', () => {
  it.each(operations)('%s', (_name, right, wrong, run) => {
    const before = memory().numTensors;
    tidy(() => {
      expect(() => run(right)).not.toThrow();
      expect(() => run(wrong)).toThrow(RangeError);
      expect(() => run(wrong)).toThrow(/must have shape \[.*\], got \[/);
    });
    expect(memory().numTensors).toBe(before);
  });
});
