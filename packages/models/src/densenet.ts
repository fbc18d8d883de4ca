import {
  AveragePool,
  BatchNorm,
  type Block,
  Convolution,
  DenseLayer,
  GlobalAveragePool,
  Linear,
  Network,
  Sequential,
} from '@procrustes/layers';
import type { Family } from '@procrustes/models';
import { circularConvolution, type ProjectionDeclaration } from '@procrustes/projection';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** BN-ReLU and the convolution behind it, as the two steps of a sequence. */
function normConvolution(suffix: string, inChannels: number, outChannels: number, kernelSize: number) {
  return [
    [`norm${suffix}`, new BatchNorm(inChannels, { activation: 'relu' })],
    [`conv${suffix}`, new Convolution({ inChannels, outChannels, kernelSize })],
  ] as const;
}

/**
 * DenseNet-BC (Huang et al. 2017, sections 3 and 4.2) for CIFAR, depth 6n + 4: a 3×3 stem of 2k channels without BN; three
 * dense blocks of n layers [x, BN-ReLU-1×1 to 4k-BN-ReLU-3×3 to k]; between them BN-ReLU-1×1 to half of the channels and
 * 2×2 average pooling; BN-ReLU, global average pooling, linear. No dropout. Parameters are named as in torchvision.
 *
 * A block of the network is one dense layer, so a tap sees the whole stream [x_0, … x_l] before the layer's branch forks
 * from it. ∂E/∂x_l is what layer l + 1 hands through unchanged, the first channels of ∂E/∂[x_l, H(x_l)], plus what its
 * branch adds: an identity skip, and the kind that its ratio is filed under, though the stream grows by k channels.
 * Average pooling halves the gradient's norm (its singular values are 1/2), so a transition's convolution is declared for
 * projection to σ = 2: the two together preserve it.
 */
function densenetFamily(name: string, growthRate: number, depth: number): Family {
  return {
    name,
    depths: [depth],
    depthOutsideBlocks: 4,
    layersPerBlock: 2,
    build(blocksPerStage, classes) {
      let channels = 2 * growthRate;
      const projections: ProjectionDeclaration[] = [];
      const stem = new Convolution({ inChannels: 3, outChannels: channels, kernelSize: 3 });
      const blocks: Block[] = [{ name: 'features.conv0', kind: 'stem', module: stem }];
      for (const [stage, size] of [32, 16, 8].entries()) {
        if (stage > 0) {
          const transition = `features.transition${stage}`;
          const outChannels = Math.floor(channels / 2);
          const steps = normConvolution('', channels, outChannels, 1);
          const module = new Sequential<Tensor4D, Tensor4D>([...steps, ['pool', new AveragePool(2)]]);
          blocks.push({ name: transition, kind: 'transition', module });
          projections.push({
            parameter: `${transition}.conv.weight`,
            operator: circularConvolution({ inChannels: channels, outChannels, kernelSize: 1, inputSize: 2 * size }),
            sigma: 2,
            when: 'after-step',
          });
          channels = outChannels;
        }
        for (let layer = 1; layer <= blocksPerStage; layer += 1) {
          const branch = new Sequential<Tensor4D, Tensor4D>([
            ...normConvolution('1', channels, 4 * growthRate, 1),
            ...normConvolution('2', 4 * growthRate, growthRate, 3),
          ]);
          const module = new DenseLayer(branch);
          blocks.push({ name: `features.denseblock${stage + 1}.denselayer${layer}`, kind: 'identity', module });
          channels += growthRate;
        }
      }
      const head = new Sequential<Tensor4D, Tensor2D>([
        ['features.norm5', new BatchNorm(channels, { activation: 'relu' })],
        ['pool', new GlobalAveragePool()],
        ['classifier', new Linear(channels, classes)],
      ]);
      return { network: new Network(blocks, head), projections };
    },
  };
}

/** Growth rate 12: `densenet-100`. */
export const densenet: Family = densenetFamily('densenet', 12, 100);

/** Growth rate 24: `densenet-k24-250`. */
export const densenetK24: Family = densenetFamily('densenet-k24', 24, 250);

/** Growth rate 40: `densenet-k40-190`. */
export const densenetK40: Family = densenetFamily('densenet-k40', 40, 190);

/** So that a copy of this file is an architecture for `procrustes train --model`. */
export default densenet;
