import {
  BatchNorm,
  type Block,
  bottleneck,
  Convolution,
  type Module,
  Network,
  ResidualBlock,
  Sequential,
} from '@procrustes/layers';
import { findArchitecture, type Model } from '@procrustes/models';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** The changes of a variant, apart and together. */
export interface Ablation {
  readonly name: string;
  readonly variant: 'procresnet' | 'procresnet-2018';
  build(blocksPerStage: number, classes: number): Model;
}

/** 2020: which kernels are projected. The network is the same. */
const ofStemAndTransitions = (name: string, projected: (parameter: string) => boolean): Ablation => ({
  name,
  variant: 'procresnet',
  build(blocksPerStage, classes) {
    const { network, projections } = findArchitecture('procresnet', blocksPerStage).build(classes);
    return { network, projections: projections.filter(({ parameter }) => projected(parameter)) };
  },
});

/** 2018: whether the head is whitened, and whether the transitions preserve norms or are those of a ResNet. */
const ofHeadAndTransitions = (name: string, whitened: boolean, preserving: boolean): Ablation => ({
  name,
  variant: 'procresnet-2018',
  build(blocksPerStage, classes) {
    const model = findArchitecture('procresnet-2018', blocksPerStage).build(classes);
    return {
      network: preserving ? model.network : withOrdinaryTransitions(model.network),
      projections: whitened ? model.projections : [],
    };
  },
});

export const ablations: readonly Ablation[] = [
  ofHeadAndTransitions('2018: neither', false, false),
  ofHeadAndTransitions('2018: whitened head', true, false),
  ofHeadAndTransitions('2018: transitions', false, true),
  ofHeadAndTransitions('2018: both', true, true),
  ofStemAndTransitions('2020: neither', () => false),
  ofStemAndTransitions('2020: stem', (parameter) => parameter === 'conv1.weight'),
  ofStemAndTransitions('2020: transitions', (parameter) => parameter !== 'conv1.weight'),
  ofStemAndTransitions('2020: both', () => true),
];

/** Channels before each transition. */
const channelsBefore: Readonly<Record<string, number>> = { transition1: 64, transition2: 128 };

/** The network with a ResNet's transitions: a bottleneck of stride 2 beside a BN-ReLU-1×1 projection shortcut. */
function withOrdinaryTransitions(network: Network): Network {
  const child = (name: string) => network.children[name] as unknown as Module<Tensor4D, Tensor4D>;
  const blocks = network.sites.map(({ name, kind }): Block => {
    const inChannels = channelsBefore[name];
    return { name, kind, module: inChannels === undefined ? child(name) : ordinaryTransition(inChannels) };
  });
  return new Network(blocks, network.children[''] as unknown as Module<Tensor4D, Tensor2D>);
}

function ordinaryTransition(inChannels: number): Module<Tensor4D, Tensor4D> {
  const outChannels = 2 * inChannels;
  const branch = bottleneck({ inChannels, width: inChannels / 2, outChannels, stride: 2 });
  const shortcut = new Sequential<Tensor4D, Tensor4D>([
    ['0', new BatchNorm(inChannels, { activation: 'relu' })],
    ['2', new Convolution({ inChannels, outChannels, kernelSize: 1, stride: 2 })],
  ]);
  return new ResidualBlock(branch, shortcut);
}
