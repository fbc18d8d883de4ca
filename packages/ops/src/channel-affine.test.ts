import { useCpuBackend } from '@procrustes/testing';
import { tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { channelAffine } from './channel-affine.ts';
import { channelAffineCases } from './testing/channel-cases.ts';
import { describeOp } from './testing/describe-op.ts';

useCpuBackend();

describeOp('channelAffine', channelAffineCases);

describe('channelAffine', () => {
  const x = () => tensor4d([1, 2, -3, 4, Number.NaN, 6], [1, 3, 1, 2]);
  const scale = () => tensor1d([2, -1]);
  const shift = () => tensor1d([0.5, 3]);

  it('scales and shifts each channel', async () => {
    const y = channelAffine(x(), scale(), shift(), { activation: 'none' });
    expect(await y.data()).toEqual(Float32Array.of(2.5, 1, -5.5, -1, Number.NaN, -3));
  });

  it('applies the activation behind', async () => {
    const y = channelAffine(x(), scale(), shift(), { activation: 'relu' });
    expect(await y.data()).toEqual(Float32Array.of(2.5, 1, 0, 0, Number.NaN, 0));
  });
});
