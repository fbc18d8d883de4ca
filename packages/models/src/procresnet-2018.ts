import { type Block, Convolution, DuplicateChannels, L2Pool, Network, Sequential } from '@procrustes/layers';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Family } from './architecture.ts';
import { l2PoolHead } from './heads.ts';
import { identityBlocks } from './identity-blocks.ts';
import { lastStage, stages } from './stages.ts';

/**
 * Procrustes ResNet, the 2018 variant (arXiv 1805.07477v1): depth 9n + 2, a stem 3→16 whose map is duplicated to 64
 * channels, identity-skip bottlenecks, transitions without parameters (2×2 L2 pooling, then channel duplication), an L2
 * pooling head. The head's weight is declared to be whitened before every forward pass.
 */
export const procresnet2018: Family = {
  name: 'procresnet-2018',
  depths: [164, 272, 632, 1001],
  layersPerBlock: 3,
  depthOutsideBlocks: 2,
  build(blocksPerStage, classes) {
    const stem: Block[] = [
      { name: 'conv1', kind: 'stem', module: new Convolution({ inChannels: 3, outChannels: 16, kernelSize: 3 }) },
      { name: 'duplicate', kind: 'stem', module: new DuplicateChannels(2) },
    ];
    const blocks = stages.flatMap((stage, index): Block[] => {
      const identity = identityBlocks(stage, blocksPerStage);
      return index === 0
        ? identity
        : [{ name: `transition${index}`, kind: 'transition', module: transition(stage.stride) }, ...identity];
    });
    return {
      network: new Network([...stem, ...blocks], l2PoolHead(classes)),
      projections: [
        {
          parameter: 'linear.weight',
          operator: { kind: 'linear', rows: classes, columns: lastStage.channels },
          sigma: 1,
          when: 'before-forward',
        },
      ],
    };
  },
};

function transition(stride: number) {
  return new Sequential<Tensor4D, Tensor4D>([
    ['pool', new L2Pool(stride)],
    ['duplicate', new DuplicateChannels()],
  ]);
}
