import { Generator } from '@procrustes/random';
import type { MetricsRecord, NormTable, RunDescription } from '@procrustes/runs';
import type { ViewedRun } from '../../viewed-run.ts';

interface Sample {
  readonly id?: string;
  readonly name?: string;
  readonly steps?: number;
  readonly synthetic?: boolean;
  readonly origin?: ViewedRun['origin'];
  readonly warnings?: readonly string[];
  /** By how much the transitions' ratios differ from 1. */
  readonly transition?: number;
}

/** A run of seeded numbers, probed at every step: four blocks, the second a transition. */
export function sampleViewedRun({
  id = 'sample',
  name = 'resnet-11',
  steps = 40,
  synthetic = true,
  origin = 'folder',
  warnings = [],
  transition = 0.6,
}: Sample = {}): ViewedRun {
  const generator = Generator.named(1, name);
  const kinds: NormTable['kinds'] = ['stem', 'identity', 'transition', 'identity', 'identity'];
  const sites = ['stem', 'stage1.0', 'stage2.0', 'stage2.1', 'stage2.2'];
  const gradient = new Float64Array(steps * sites.length);
  for (let step = 0; step < steps; step += 1) {
    let norm = 0.02;
    for (let site = sites.length - 1; site >= 0; site -= 1) {
      gradient[step * sites.length + site] = norm;
      norm *= 1 + (kinds[site] === 'transition' ? transition : 0.1) * (0.5 + generator.uniform());
    }
  }
  return {
    id,
    name,
    origin,
    description: description(name, steps, synthetic),
    metrics: Array.from({ length: steps }, (_, index) => metrics(index + 1, generator.uniform())),
    validation: [],
    projections: [],
    norms: { sites, kinds, steps: Array.from({ length: steps }, (_, index) => index + 1), gradient, activation: null },
    warnings,
  };
}

const metrics = (step: number, noise: number): MetricsRecord => ({
  step,
  epoch: step / 100,
  loss: 2.4 * Math.exp(-step / 200) + 0.1 * noise,
  accuracy: Math.min(1, 0.1 + step / 300),
  learningRate: 0.1,
  milliseconds: 180 + 40 * noise,
  imagesPerSecond: 80,
});

const description = (name: string, steps: number, synthetic: boolean): RunDescription => ({
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
  projection: { mode: 'off', probability: 0.5 },
  batchSize: 16,
  steps,
  probeEvery: 1,
  checkpointEvery: 0,
  seed: 1,
  backend: { name: 'webgl', device: 'sample', precision: 'float32', threads: null },
  versions: {},
});
