import { type Block, bottleneck, Convolution, Network, ResidualBlock } from '@procrustes/layers';
import type { ProjectionDeclaration } from '@procrustes/projection';
import type { Family } from './architecture.ts';
import { averagePoolHead } from './heads.ts';
import { stages } from './stages.ts';

/**
 * Procrustes ResNet, the 2020 variant (arXiv 1805.07477v5): depth 9n + 4, stem 3→64 without BN and ReLU, every block an
 * identity-skip bottleneck, and between the stages one 1×1 convolution of stride 2 without BN and ReLU. Stem and
 * transitions are declared for projection to σ = √(out/in).
 */
export const procresnet: Family = {
  name: 'procresnet',
  depths: [166, 274, 634, 1003],
  depthOutsideBlocks: 4,
  build(blocksPerStage, classes) {
    const projections: ProjectionDeclaration[] = [];
    const declare = (
      parameter: string,
      inChannels: number,
      outChannels: number,
      kernelSize: number,
      stride: number,
      size: number,
    ) =>
      projections.push({
        parameter,
        operator: {
          kind: 'convolution',
          inChannels,
          outChannels,
          kernelSize: [kernelSize, kernelSize],
          inputSize: [size, size],
          stride,
          padding: 'circular',
        },
        sigma: 'auto',
        when: 'after-step',
      });

    declare('conv1.weight', 3, stages[0].channels, 3, 1, 32);
    const conv1 = new Convolution({ inChannels: 3, outChannels: stages[0].channels, kernelSize: 3 });
    const stem: Block = { name: 'conv1', kind: 'stem', module: conv1 };
    const blocks = stages.flatMap(({ name, width, channels }, stage): Block[] => {
      const identity = Array.from(
        { length: blocksPerStage },
        (_, index): Block => ({
          name: `${name}.${index}`,
          kind: 'identity',
          module: new ResidualBlock(bottleneck({ inChannels: channels, width, outChannels: channels })),
        }),
      );
      const before = stages[stage - 1];
      if (before === undefined) return identity;
      const inChannels = before.channels;
      const transition = new Convolution({ inChannels, outChannels: channels, kernelSize: 1, stride: 2 });
      declare(`trans_conv${stage}.weight`, inChannels, channels, 1, 2, 64 / 2 ** stage);
      return [{ name: `trans_conv${stage}`, kind: 'transition', module: transition }, ...identity];
    });
    const head = averagePoolHead(classes, { batchNorm: 'bn' });
    return { network: new Network([stem, ...blocks], head), projections };
  },
};
