import { BatchNorm, type Block, bottleneck, Convolution, Network, Relu } from '@procrustes/layers';
import type { Family } from './architecture.ts';
import { averagePoolHead } from './heads.ts';
import { stages } from './stages.ts';

/** ResNet's layout without any shortcut, depth 9n + 2: what the skips are compared with. */
function plainFamily(name: string, batchNorm: boolean): Family {
  return {
    name,
    depths: [164, 272, 632, 1001],
    layersPerBlock: 3,
    depthOutsideBlocks: 2,
    build(blocksPerStage, classes) {
      const stem: Block[] = [
        { name: 'conv1', kind: 'stem', module: new Convolution({ inChannels: 3, outChannels: 16, kernelSize: 3 }) },
        batchNorm
          ? { name: 'bn1', kind: 'stem', module: new BatchNorm(16, { activation: 'relu' }) }
          : { name: 'relu1', kind: 'stem', module: new Relu() },
      ];
      let inChannels = 16;
      const blocks = stages.flatMap(({ name: stage, width, channels, stride }) =>
        Array.from({ length: blocksPerStage }, (_, index): Block => {
          const module = bottleneck({
            inChannels,
            width,
            outChannels: channels,
            stride: index === 0 ? stride : 1,
            batchNorm,
          });
          inChannels = channels;
          return { name: `${stage}.${index}`, kind: 'plain', module };
        }),
      );
      const head = averagePoolHead(classes, { batchNorm: batchNorm ? 'bn2' : null });
      return { network: new Network([...stem, ...blocks], head), projections: [] };
    },
  };
}

/** Plain networks without batch norm. */
export const plain: Family = plainFamily('plain', false);

/** Plain networks with batch norm. */
export const plainBatchNorm: Family = plainFamily('plain-bn', true);
