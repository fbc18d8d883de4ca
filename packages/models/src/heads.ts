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
import { lastChannels } from './stages.ts';

/** BN-ReLU (or ReLU alone), average pooling over the 8×8 map, linear. */
export function averagePoolHead(
  classes: number,
  { batchNorm }: { readonly batchNorm: string | null },
): Module<Tensor4D, Tensor2D> {
  return new Sequential<Tensor4D, Tensor2D>([
    batchNorm === null ? ['head_relu', new Relu()] : [batchNorm, new BatchNorm(lastChannels, { activation: 'relu' })],
    ['pool', new GlobalAveragePool()],
    ['linear', new Linear(lastChannels, classes)],
  ]);
}

/** BN-ReLU, L2 pooling over the 8×8 map, linear (the 2018 variant). */
export function l2PoolHead(classes: number): Module<Tensor4D, Tensor2D> {
  return new Sequential<Tensor4D, Tensor2D>([
    ['bn', new BatchNorm(lastChannels, { activation: 'relu' })],
    ['pool', new L2Pool(8)],
    ['flatten', new Flatten()],
    ['linear', new Linear(lastChannels, classes)],
  ]);
}
