import { Generator } from '@procrustes/random';
import { expectTensorCount, useCpuBackend } from '@procrustes/testing';
import { tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { trainingContext } from './context.ts';
import { Convolution } from './convolution.ts';
import { DenseLayer } from './dense-layer.ts';
import { Relu } from './relu.ts';

useCpuBackend();

describe('DenseLayer', () => {
  it('is [x, H(x)]', async () => {
    const y = new DenseLayer(new Relu()).forward(tensor4d([1, -2, 3, -4], [1, 1, 2, 2]), trainingContext);
    expect(await y.data()).toEqual(Float32Array.of(1, -2, 1, 0, 3, -4, 3, 0));
  });

  it('gives the branch its own name, and leaves one tensor', async () => {
    const layer = new DenseLayer(new Convolution({ inChannels: 4, outChannels: 3, kernelSize: 3 }));
    layer.initialise(Generator.named(1, 'layer'));
    expect([...layer.namedParameters('dense')].map(([name]) => name)).toEqual(['dense.weight']);
    const x = tensor4d(new Float32Array(2 * 3 * 3 * 4).fill(1), [2, 3, 3, 4]);
    const y = await expectTensorCount(() => layer.forward(x, trainingContext), 1);
    expect(y.shape).toEqual([2, 3, 3, 7]);
  });
});
