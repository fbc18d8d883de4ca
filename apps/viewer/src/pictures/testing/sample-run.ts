import type { NormTable } from '@procrustes/runs';
import { sampleDescription } from '../../testing/sample-description.ts';
import type { ViewedRun } from '../../viewed-run.ts';

interface Sample {
  readonly id?: string;
  readonly name?: string;
  readonly origin?: ViewedRun['origin'];
  readonly steps: readonly number[];
  readonly sites: readonly string[];
  readonly kinds: NormTable['kinds'];
  readonly gradient: ArrayLike<number>;
  readonly activation?: ArrayLike<number> | null;
}

/** A run with these norms; its loss falls, its last step is validated, and its first site is projected two steps after the first. */
export function sampleRun({
  name = 'sample',
  id = name,
  origin = 'folder',
  steps,
  sites,
  kinds,
  gradient,
  activation = null,
}: Sample): ViewedRun {
  const metrics = steps.map((step, index) => ({
    step,
    epoch: 0,
    loss: 2.3 / (index + 1),
    accuracy: Math.min(1, index / 4),
    learningRate: 0.1,
    milliseconds: 100,
    imagesPerSecond: 160,
  }));
  const last = metrics.at(-1);
  return {
    id,
    name,
    origin,
    description: sampleDescription({ name, steps: metrics.length, projection: 'exact' }),
    metrics,
    validation: last === undefined ? [] : [{ step: last.step, epoch: 0, loss: last.loss, accuracy: 0.3, images: 100 }],
    projections: [
      {
        step: (steps[0] ?? 0) + 2,
        receipts: [
          {
            parameter: `${sites[0]}.weight`,
            method: 'frequencies',
            mode: 'exact',
            sigma: 2,
            before: { min: 0.5, max: 3 },
            after: { min: 1.9, max: 2.1 },
            residual: 0.1,
            cropLoss: 0.01,
            rounds: 1,
            converged: false,
            milliseconds: 12,
          },
        ],
      },
    ],
    norms: {
      steps,
      sites,
      kinds,
      gradient: Float64Array.from(gradient),
      activation: activation === null ? null : Float64Array.from(activation),
    },
    warnings: [],
  };
}

/** A run of `blocks` blocks and a stem, a transition in the middle and seeded scatter around r = 1. */
export function deepRun({
  name = 'deep',
  blocks = 9,
  records = 20,
  origin = 'folder' as ViewedRun['origin'],
} = {}): ViewedRun {
  const sites = ['stem', ...Array.from({ length: blocks }, (_, index) => `layer1.${index}`)];
  const kinds: NormTable['kinds'] = sites.map((_, index) =>
    index === 0 ? 'stem' : index === Math.ceil(blocks / 2) ? 'transition' : 'identity',
  );
  const gradient = new Float64Array(records * sites.length);
  let state = 12345;
  const noise = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff - 0.5;
  };
  for (let record = 0; record < records; record += 1) {
    let norm = 0.02;
    for (let site = sites.length - 1; site >= 0; site -= 1) {
      gradient[record * sites.length + site] = norm;
      norm *= (kinds[site] === 'transition' ? 1.6 : 1) * (1 + 0.1 * noise());
    }
  }
  return sampleRun({
    name,
    origin,
    sites,
    kinds,
    steps: Array.from({ length: records }, (_, index) => index + 1),
    gradient,
    activation: gradient.map((norm) => 8 / norm),
  });
}
