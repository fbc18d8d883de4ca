import { BatchNorm, type Block, bottleneck, Convolution, Network, ResidualBlock, Sequential } from '@procrustes/layers';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Family } from './architecture.ts';
import { averagePoolHead } from './heads.ts';
import { stages } from './stages.ts';

/**
 * Pre-activation ResNet (He et al. 2016) as the papers' baseline has it: depth 9n + 2, stem 3→16 with BN-ReLU, and a
 * BN-ReLU-1×1 projection shortcut in the first block of every stage, also where only the width changes; stride 2 sits
 * on the 3×3 convolution.
 */
export const resnet: Family = {
  name: 'resnet',
  depths: [164, 272, 632, 1001],
  layersPerBlock: 3,
  depthOutsideBlocks: 2,
  build(blocksPerStage, classes) {
    const stem: Block[] = [
      { name: 'conv1', kind: 'stem', module: new Convolution({ inChannels: 3, outChannels: 16, kernelSize: 3 }) },
      { name: 'bn1', kind: 'stem', module: new BatchNorm(16, { activation: 'relu' }) },
    ];
    let inChannels = 16;
    const blocks = stages.flatMap(({ name, width, channels, stride }) =>
      Array.from({ length: blocksPerStage }, (_, index): Block => {
        const first = index === 0;
        const branch = bottleneck({ inChannels, width, outChannels: channels, stride: first ? stride : 1 });
        const shortcut = first ? projectionShortcut(inChannels, channels, stride) : undefined;
        inChannels = channels;
        return {
          name: `${name}.${index}`,
          kind: first ? 'transition' : 'identity',
          module: new ResidualBlock(branch, shortcut),
        };
      }),
    );
    return {
      network: new Network([...stem, ...blocks], averagePoolHead(classes, { batchNorm: 'bn2' })),
      projections: [],
    };
  },
};

function projectionShortcut(inChannels: number, outChannels: number, stride: number) {
  return new Sequential<Tensor4D, Tensor4D>([
    ['0', new BatchNorm(inChannels, { activation: 'relu' })],
    ['2', new Convolution({ inChannels, outChannels, kernelSize: 1, stride })],
  ]);
}
