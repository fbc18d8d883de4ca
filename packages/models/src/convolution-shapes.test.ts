import { Convolution } from '@procrustes/layers';
import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { type Tensor4D, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { convolutionShapes, type NetworkConvolution } from './convolution-shapes.ts';
import { modelSize } from './model-size.ts';
import { findArchitecture } from './registry.ts';

useCpuBackend();

/** In the order of the members. */
function row({ kernel, stride, inChannels, outChannels, height, width, count }: NetworkConvolution) {
  return [kernel[0], stride, inChannels, outChannels, height, width, count];
}

function shapesOf(name: string, blocks: number, side: number) {
  return expectTensorCount(() => {
    const { network } = findArchitecture(name, blocks).build(10);
    network.initialise(Generator.named(1, 'weights'));
    const images: Tensor4D = zeros([1, side, side, 3]);
    try {
      const shapes = convolutionShapes(network, images);
      const total = shapes.reduce((sum, { count }) => sum + count, 0);
      expect(total).toBe(modelSize(network).convolutions);
      const own = [...network.modules()].filter(
        (module) => module instanceof Convolution && Object.hasOwn(module, 'forward'),
      );
      expect(own).toEqual([]);
      return shapes;
    } finally {
      images.dispose();
      network.dispose();
    }
  });
}

describe('convolutionShapes', () => {
  it('has every convolution of a ProcResNet once, with its size and how often it comes', async () => {
    expect((await shapesOf('procresnet', 2, 8)).map(row)).toEqual([
      [3, 1, 3, 64, 8, 8, 1],
      [1, 1, 64, 16, 8, 8, 2],
      [3, 1, 16, 16, 8, 8, 2],
      [1, 1, 16, 64, 8, 8, 2],
      [1, 2, 64, 128, 8, 8, 1],
      [1, 1, 128, 32, 4, 4, 2],
      [3, 1, 32, 32, 4, 4, 2],
      [1, 1, 32, 128, 4, 4, 2],
      [1, 2, 128, 256, 4, 4, 1],
      [1, 1, 256, 64, 2, 2, 2],
      [3, 1, 64, 64, 2, 2, 2],
      [1, 1, 64, 256, 2, 2, 2],
    ]);
  });

  it('finds the same kinds at any depth from two blocks per stage', async () => {
    const kinds = async (blocks: number) =>
      (await shapesOf('resnet', blocks, 8)).map((shape) => row(shape).slice(0, -1));
    expect(await kinds(3)).toEqual(await kinds(2));
    expect(await kinds(1)).not.toEqual(await kinds(2));
  });

  it('puts the layers back where the network fails', () => {
    const { network } = findArchitecture('resnet', 1).build(10);
    const images: Tensor4D = zeros([1, 8, 8, 3]);
    expect(() => convolutionShapes(network, images)).toThrow('no values yet');
    images.dispose();
    expect([...network.modules()].some((module) => Object.hasOwn(module, 'forward'))).toBe(false);
  });
});
