import { Generator } from '@procrustes/random';
import type { MetricsRecord, NormTable } from '@procrustes/runs';
import { sampleDescription } from '../../testing/sample-description.ts';
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
    description: sampleDescription({ name, steps, synthetic, projection: 'off' }),
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
