import type { RunDescription } from '@procrustes/runs';

interface Sample {
  readonly name: string;
  readonly steps: number;
  /** Made-up images, unless told. */
  readonly synthetic?: boolean;
  readonly projection: RunDescription['projection']['mode'];
}

/** Of a run that never was. */
export const sampleDescription = ({ name, steps, synthetic = true, projection }: Sample): RunDescription => ({
  format: 1,
  created: '2026-01-01T00:00:00.000Z',
  model: { name, blocksPerStage: 1, classes: 10, parameters: 1000, convolutions: 10 },
  data: {
    dataset: synthetic ? 'synthetic' : 'cifar10',
    synthetic,
    source: null,
    trainImages: 1000,
    validationImages: 100,
    augmentation: { flip: true, crop: 'zeros' },
  },
  optimizer: { learningRate: 0.1, momentum: 0.9, nesterov: false, weightDecay: 1e-4, milestones: [], decay: 0.1 },
  projection: { mode: projection, probability: 0.5 },
  batchSize: 16,
  steps,
  probeEvery: 1,
  checkpointEvery: 0,
  seed: 1,
  backend: { name: 'webgl', device: 'sample', precision: 'float32', threads: null },
  versions: {},
});
