import {
  BatchNorm,
  Flatten,
  GlobalAveragePool,
  L2Pool,
  Linear,
  type Module,
  Relu,
  Sequential,
} from '@procrustes/layers';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { lastStage } from './stages.ts';

const { channels, size } = lastStage;

/** BN-ReLU (or ReLU alone), average pooling over the 8×8 map, linear. */
export function averagePoolHead(
  classes: number,
  { batchNorm }: { readonly batchNorm: string | null },
): Module<Tensor4D, Tensor2D> {
  return new Sequential<Tensor4D, Tensor2D>([
    batchNorm === null ? ['head_relu', new Relu()] : [batchNorm, new BatchNorm(channels, { activation: 'relu' })],
    ['pool', new GlobalAveragePool()],
    ['linear', new Linear(channels, classes)],
  ]);
}

/** BN-ReLU, L2 pooling over the 8×8 map, linear (the 2018 variant). */
export function l2PoolHead(classes: number): Module<Tensor4D, Tensor2D> {
  return new Sequential<Tensor4D, Tensor2D>([
    ['bn', new BatchNorm(channels, { activation: 'relu' })],
    ['pool', new L2Pool(size)],
    ['flatten', new Flatten()],
    ['linear', new Linear(channels, classes)],
  ]);
}
