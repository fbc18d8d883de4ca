import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bottleneck } from './bottleneck.ts';
import { trainingContext } from './context.ts';
import { Convolution } from './convolution.ts';
import { Relu } from './relu.ts';
import { ResidualBlock } from './residual-block.ts';

useCpuBackend();

describe('ResidualBlock', () => {
  it('is x + F(x)', async () => {
    const y = new ResidualBlock(new Relu()).forward(tensor4d([1, -2, 3], [1, 1, 3, 1]), trainingContext);
    expect(await y.data()).toEqual(Float32Array.of(2, -2, 6));
  });

  it('is h(x) + F(x) with a shortcut', async () => {
    const y = new ResidualBlock(new Relu(), new Relu()).forward(tensor4d([1, -2, 3], [1, 1, 3, 1]), trainingContext);
    expect(await y.data()).toEqual(Float32Array.of(2, 0, 6));
  });

  it('gives the branch its own name, and the shortcut `shortcut`', () => {
    const block = new ResidualBlock(
      bottleneck({ inChannels: 4, width: 2, outChannels: 8, batchNorm: false }),
      new Convolution({ inChannels: 4, outChannels: 8, kernelSize: 1 }),
    );
    expect([...block.namedParameters('layer1.0')].map(([name, { shape }]) => [name, shape])).toEqual([
      ['layer1.0.conv1.weight', [1, 1, 4, 2]],
      ['layer1.0.conv2.weight', [3, 3, 2, 2]],
      ['layer1.0.conv3.weight', [1, 1, 2, 8]],
      ['layer1.0.shortcut.weight', [1, 1, 4, 8]],
    ]);
  });

  it('leaves one tensor', async () => {
    const block = new ResidualBlock(bottleneck({ inChannels: 4, width: 2, outChannels: 4 }));
    block.initialise(Generator.named(1, 'block'));
    const x = tensor4d(new Float32Array(2 * 3 * 3 * 4).fill(1), [2, 3, 3, 4]);
    const y = await expectTensorCount(() => block.forward(x, trainingContext), 1);
    y.dispose();
    x.dispose();
    block.dispose();
  });

  it('refuses a branch of another shape', () => {
    const branch = new Convolution({ inChannels: 2, outChannels: 2, kernelSize: 1, stride: 2 });
    branch.initialise(Generator.named(1, 'branch'));
    const x = tensor4d(new Float32Array(32), [1, 4, 4, 2]);
    expect(() => new ResidualBlock(branch).forward(x, trainingContext)).toThrow(
      'the stream is [1,4,4,2] and the branch [1,2,2,2]',
    );
    branch.dispose();
  });
});
