import type { MetricsRecord, NormsRecord, ProjectionRecord, ValidationRecord } from '../records.ts';
import type { RunDescription } from '../run-description.ts';

/** A sound run.json; its numbers mean nothing. */
export const exampleDescription: RunDescription = {
  format: 1,
  created: '2026-01-31T12:00:00.000Z',
  model: { name: 'procresnet-166', blocksPerStage: 18, classes: 10, parameters: 1_700_000, convolutions: 165 },
  data: {
    dataset: 'synthetic',
    synthetic: true,
    source: null,
    origin: 'synthetic',
    digest: '3b1f0c9a5e7d2468'.repeat(4),
    trainImages: 512,
    validationImages: 64,
    augmentation: { flip: true, crop: 'zeros' },
  },
  optimizer: {
    learningRate: 0.1,
    momentum: 0.9,
    nesterov: true,
    weightDecay: 1e-4,
    milestones: [150, 225],
    decay: 0.1,
  },
  projection: { mode: 'exact', probability: 0.5 },
  batchSize: 16,
  steps: 200,
  probeEvery: 1,
  checkpointEvery: 100,
  seed: 1,
  backend: { name: 'wasm', device: 'CPU', precision: 'float32', threads: 1 },
  versions: { node: '20.19.0' },
};

/** A sound line of metrics.jsonl. */
export function exampleMetrics(step: number): MetricsRecord {
  return {
    step,
    epoch: step / 32,
    loss: 2.3,
    accuracy: 0.125,
    learningRate: 0.1,
    milliseconds: 80,
    imagesPerSecond: 200,
  };
}

/** A sound line of validation.jsonl. */
export function exampleValidation(step: number): ValidationRecord {
  return { step, epoch: step / 32, loss: 2.2, accuracy: 0.25, images: 64 };
}

/** A sound line of norms.jsonl. */
export function exampleNorms(step: number): NormsRecord {
  return {
    step,
    sites: ['stem', 'stage1.block1', 'stage2.block1', 'stage2.block2'],
    kinds: ['stem', 'identity', 'transition', 'identity'],
    gradient: [0.5, 0.5, 0.4, 0.3],
    activation: [10, 11, 12, 13],
  };
}

/** A sound line of projections.jsonl. */
export function exampleProjections(step: number): ProjectionRecord {
  const receipt = {
    parameter: 'stage2.block1.transition.kernel',
    method: 'polar factor',
    mode: 'exact',
    sigma: 1.25,
    before: { min: 0.5, max: 2, histogram: [0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0] },
    after: { min: 1.25, max: 1.25 },
    residual: 1e-7,
    cropLoss: 0,
    paddingGap: 0.125,
    rounds: 1,
    converged: true,
    milliseconds: 3,
  } as const;
  return { step, receipts: [receipt] };
}
