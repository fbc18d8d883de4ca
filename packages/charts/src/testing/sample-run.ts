import { Generator } from '@procrustes/random';
import type { MetricsRecord, NormsRecord, ProjectionRecord, Run, ValidationRecord } from '@procrustes/runs';

/** What a {@link sampleRun} is like. */
export interface SampleRunSettings {
  readonly model?: string;
  readonly blocksPerStage?: number;
  readonly steps?: number;
  readonly probeEvery?: number;
  readonly seed?: number;
  readonly synthetic?: boolean;
  /** With projections after each second step and transitions near r = 1; otherwise transitions near r = 2. */
  readonly projected?: boolean;
  /** The step from which on loss and norms are not finite. */
  readonly divergesAt?: number;
}

/** A made-up run of a residual net with three stages, in the shape and with the scatter of a real one: for tests and previews. */
export function sampleRun(settings: SampleRunSettings = {}): Run {
  const { steps = 200, probeEvery = 1, seed = 7, projected = false, divergesAt = Number.POSITIVE_INFINITY } = settings;
  const noise = Generator.named(seed, `sample run ${projected}`);
  const metrics = Array.from({ length: steps }, (_, step) => metricsRecord(step, settings, noise));
  const probed = metrics.filter(({ step }) => step % probeEvery === 0);
  return {
    description: description(settings),
    metrics,
    validation: [validationRecord(metrics.at(Math.floor(steps / 2))), validationRecord(metrics.at(-1))].flat(),
    norms: probed.map(({ step }) => normsRecord(step, settings, noise)),
    projections: projected
      ? metrics.filter(({ step }) => step % 2 === 0 && step < divergesAt).map(({ step }) => projectionRecord(step))
      : [],
    warnings: [],
  };
}

function metricsRecord(
  step: number,
  { steps = 200, projected = false, divergesAt }: SampleRunSettings,
  noise: Generator,
): MetricsRecord {
  const progress = 1 - Math.exp((-3 * step) / steps);
  const finite = step < (divergesAt ?? Number.POSITIVE_INFINITY);
  const loss = 2.35 - (projected ? 0.95 : 0.75) * progress + 0.16 * noise.normal();
  const hits = Math.round(16 * Math.min(1, Math.max(0, 0.1 + 0.37 * progress + 0.1 * noise.normal())));
  return {
    step,
    epoch: Math.floor((step * 16) / 49_000),
    loss: finite ? Math.max(0.05, loss) : Number.NaN,
    accuracy: hits / 16,
    learningRate: 0.1,
    milliseconds: 480 + 30 * noise.uniform(),
    imagesPerSecond: 32,
  };
}

const validationRecord = (metrics: MetricsRecord | undefined): ValidationRecord[] =>
  metrics === undefined
    ? []
    : [
        {
          step: metrics.step,
          epoch: metrics.epoch,
          loss: metrics.loss + 0.05,
          accuracy: Math.min(0.93, 0.08 + metrics.step / 700),
          images: 1000,
        },
      ];

function normsRecord(step: number, settings: SampleRunSettings, noise: Generator): NormsRecord {
  const { blocksPerStage = 9, projected = false, divergesAt = Number.POSITIVE_INFINITY, steps = 200 } = settings;
  const taps: { site: string; kind: NormsRecord['kinds'][number] }[] = [{ site: 'stem', kind: 'stem' }];
  for (let stage = 1; stage <= 3; stage += 1) {
    for (let block = 0; block < blocksPerStage; block += 1) {
      const changes = projected ? stage > 1 && block === 0 : block === 0;
      taps.push({ site: `layer${stage}.${block}`, kind: changes ? 'transition' : 'identity' });
    }
  }
  const gradient = [0.02 * Math.exp(0.2 * noise.normal())];
  for (const [index, { kind }] of [...taps.entries()].slice(1).reverse()) {
    const drift = 0.035 * Math.exp((-2 * index) / taps.length) * (1 - Math.exp((-6 * step) / steps));
    const centre = kind === 'transition' ? (projected ? 1.06 : 1.75 + 0.5 * drift) : 1.012 + drift;
    const spread = kind === 'transition' ? 0.07 : 0.014;
    gradient.unshift((gradient[0] as number) * centre * Math.exp(spread * noise.normal()));
  }
  const finite = step < divergesAt;
  return {
    step,
    sites: taps.map(({ site }) => site),
    kinds: taps.map(({ kind }) => kind),
    gradient: finite ? gradient : gradient.map(() => Number.NaN),
    activation: taps.map((_, index) => (finite ? 40 + 3 * index : Number.POSITIVE_INFINITY)),
  };
}

const projectionRecord = (step: number): ProjectionRecord => ({
  step,
  receipts: ['stem.weight', 'transition1.weight', 'transition2.weight'].map((parameter, index) => {
    const isStem = index === 0;
    const sigma = isStem ? Math.sqrt(64 / 3) : Math.SQRT2;
    return {
      parameter,
      method: isStem ? 'alternating' : 'polar factor',
      mode: 'exact',
      sigma,
      before: { min: sigma * 0.981, max: sigma * 1.024 },
      after: { min: sigma * (isStem ? 0.968 : 1), max: sigma * (isStem ? 1.032 : 1) },
      residual: isStem ? 3.2e-2 : 4.1e-15,
      cropLoss: isStem ? 0.0071 : 0,
      rounds: isStem ? 10 : 1,
      converged: !isStem,
      milliseconds: isStem ? 12.4 : 9 * index + 0.25,
    };
  }),
});

function description({
  model,
  blocksPerStage = 9,
  steps = 200,
  probeEvery = 1,
  seed = 7,
  synthetic = false,
  projected = false,
}: SampleRunSettings): Run['description'] {
  return {
    format: 1,
    created: '2026-01-15T09:30:00.000Z',
    model: {
      name: model ?? (projected ? 'procresnet-166' : 'resnet-164'),
      blocksPerStage,
      classes: 10,
      parameters: 864_778,
      convolutions: 9 * blocksPerStage + 4,
    },
    data: {
      dataset: synthetic ? 'synthetic' : 'cifar10',
      synthetic,
      source: synthetic ? null : 'cifar-10-binary.tar.gz',
      trainImages: 49_000,
      validationImages: 1000,
      augmentation: { flip: true, crop: 'reflection' },
    },
    optimizer: {
      learningRate: 0.1,
      momentum: 0.9,
      nesterov: false,
      weightDecay: 1e-4,
      milestones: [150, 225],
      decay: 0.1,
    },
    projection: { mode: projected ? 'exact' : 'off', probability: projected ? 0.5 : 0 },
    batchSize: 16,
    steps,
    probeEvery,
    checkpointEvery: 100,
    seed,
    backend: { name: 'wasm', device: 'x86-64 with SIMD', precision: 'float32', threads: 1 },
    versions: { procrustes: '0.1.0', '@tensorflow/tfjs-core': '4.22.0', node: '20.19.0' },
  };
}
