import type { Tensor4D } from '@tensorflow/tfjs-core';
import { BatchNorm } from './batch-norm.ts';
import { Convolution } from './convolution.ts';
import type { Module } from './module.ts';
import { Relu } from './relu.ts';
import { Sequential } from './sequential.ts';

/** Sizes of a {@link bottleneck}. */
export interface BottleneckOptions {
  readonly inChannels: number;
  /** Channels of the two inner maps; a quarter of `outChannels` in the papers (expansion 4). */
  readonly width: number;
  readonly outChannels: number;
  /** Of the 3×3 convolution; 1 unless told. */
  readonly stride?: number;
  /** False leaves the batch norms out and keeps the ReLUs; true unless told. */
  readonly batchNorm?: boolean;
}

/**
 * The pre-activation bottleneck F of He et al. 2016: BN-ReLU-1×1, BN-ReLU-3×3, BN-ReLU-1×1. Parameters are named
 * bn1, conv1 … conv3.
 */
export function bottleneck({
  inChannels,
  width,
  outChannels,
  stride = 1,
  batchNorm = true,
}: BottleneckOptions): Module<Tensor4D, Tensor4D> {
  const activation = (channels: number) => (batchNorm ? new BatchNorm(channels, { activation: 'relu' }) : new Relu());
  return new Sequential<Tensor4D, Tensor4D>([
    ['bn1', activation(inChannels)],
    ['conv1', new Convolution({ inChannels, outChannels: width, kernelSize: 1 })],
    ['bn2', activation(width)],
    ['conv2', new Convolution({ inChannels: width, outChannels: width, kernelSize: 3, stride })],
    ['bn3', activation(width)],
    ['conv3', new Convolution({ inChannels: width, outChannels, kernelSize: 1 })],
  ]);
}
