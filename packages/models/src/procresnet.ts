import { type Block, Convolution, Network } from '@procrustes/layers';
import { circularConvolution, type ProjectionDeclaration } from '@procrustes/projection';
import type { Family } from './architecture.ts';
import { averagePoolHead } from './heads.ts';
import { identityBlocks } from './identity-blocks.ts';
import { stages } from './stages.ts';

/**
 * Procrustes ResNet, the 2020 variant (arXiv 1805.07477v5): depth 9n + 4, stem 3→64 without BN and ReLU, every block an
 * identity-skip bottleneck, and between the stages one 1×1 convolution of stride 2 without BN and ReLU. Stem and
 * transitions are declared for projection to σ = √(out/in).
 */
export const procresnet: Family = {
  name: 'procresnet',
  depths: [166, 274, 634, 1003],
  layersPerBlock: 3,
  depthOutsideBlocks: 4,
  build(blocksPerStage, classes) {
    const projections: ProjectionDeclaration[] = [];
    const projected = (name: string, kind: Block['kind'], module: Convolution, inputSize: number): Block => {
      projections.push(declaration(`${name}.weight`, module, inputSize));
      return { name, kind, module };
    };
    const blocks = stages.flatMap((stage, index): Block[] => {
      const { channels: outChannels, stride, size } = stage;
      const before = stages[index - 1];
      const entry =
        before === undefined
          ? projected('conv1', 'stem', new Convolution({ inChannels: 3, outChannels, kernelSize: 3 }), size)
          : projected(
              `trans_conv${index}`,
              'transition',
              new Convolution({ inChannels: before.channels, outChannels, kernelSize: 1, stride }),
              before.size,
            );
      return [entry, ...identityBlocks(stage, blocksPerStage)];
    });
    return { network: new Network(blocks, averagePoolHead(classes, { batchNorm: 'bn' })), projections };
  },
};

/** That a convolution of an `inputSize` × `inputSize` grid is to be kept at σ = √(out/in). */
function declaration(parameter: string, convolution: Convolution, inputSize: number): ProjectionDeclaration {
  const [height, width, inChannels, outChannels] = convolution.parameters.weight.shape;
  const { stride } = convolution;
  return {
    parameter,
    operator: circularConvolution({ inChannels, outChannels, kernelSize: [height, width], inputSize, stride }),
    sigma: 'auto',
    when: 'after-step',
  };
}
