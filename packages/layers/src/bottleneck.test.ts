import { Generator } from '@procrustes/random';
import { useCpuBackend } from '@procrustes/testing';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bottleneck } from './bottleneck.ts';
import { trainingContext } from './context.ts';
import { Convolution } from './convolution.ts';

useCpuBackend();

const options = { inChannels: 6, width: 2, outChannels: 8, stride: 2 };

describe('bottleneck', () => {
  it('is BN-ReLU-1×1, BN-ReLU-3×3, BN-ReLU-1×1, with the stride on the 3×3', () => {
    const branch = bottleneck(options);
    const trainable = [...branch.namedParameters()].filter(([, parameter]) => parameter.trainable);
    expect(trainable.map(([name, { shape }]) => [name, shape])).toEqual([
      ['bn1.weight', [6]],
      ['bn1.bias', [6]],
      ['conv1.weight', [1, 1, 6, 2]],
      ['bn2.weight', [2]],
      ['bn2.bias', [2]],
      ['conv2.weight', [3, 3, 2, 2]],
      ['bn3.weight', [2]],
      ['bn3.bias', [2]],
      ['conv3.weight', [1, 1, 2, 8]],
    ]);
    const convolutions = [...branch.modules()].filter((module) => module instanceof Convolution);
    expect(convolutions.map(({ stride }) => stride)).toEqual([1, 2, 1]);
  });

  it('keeps the ReLUs where it has no batch norm: a negative map gives nothing', async () => {
    const branch = bottleneck({ ...options, batchNorm: false });
    branch.initialise(Generator.named(1, 'branch'));
    expect([...branch.namedParameters()].map(([name]) => name)).toEqual([
      'conv1.weight',
      'conv2.weight',
      'conv3.weight',
    ]);
    const y = tidy(() => branch.forward(tensor4d(new Float32Array(5 * 4 * 6).fill(-1), [1, 5, 4, 6]), trainingContext));
    expect(y.shape).toEqual([1, 3, 2, 8]);
    expect(new Set(await y.data())).toEqual(new Set([0]));
    y.dispose();
    branch.dispose();
  });
});
