/** The families that train in the page. */
export const liveFamilies = ['resnet', 'procresnet', 'procresnet-2018', 'plain', 'plain-bn'] as const;
export type LiveFamily = (typeof liveFamilies)[number];

/** What a link reproduces: everything that decides the numbers of an experiment. */
export interface LiveSettings {
  readonly family: LiveFamily;
  /** The second net, trained beside it from the same seed and on the same batches; null for none. */
  readonly beside: LiveFamily | null;
  /** Blocks per stage. */
  readonly blocks: number;
  readonly projection: 'exact' | 'off';
  readonly batchSize: number;
  /** Null takes the recipe's. */
  readonly learningRate: number | null;
  readonly seed: number;
  /** `cifar10`: the subset that the server offers. `files`: what the user has picked. */
  readonly data: 'synthetic' | 'cifar10' | 'files';
  readonly backend: 'webgl' | 'webgpu';
  /** The norms of every block are looked at in every so many steps. */
  readonly probeEvery: number;
}

export const defaultSettings: LiveSettings = {
  family: 'procresnet',
  beside: 'resnet',
  blocks: 1,
  projection: 'exact',
  batchSize: 16,
  learningRate: null,
  seed: 1,
  data: 'synthetic',
  backend: 'webgl',
  probeEvery: 1,
};
