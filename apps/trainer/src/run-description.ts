import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PreparedBackend } from '@procrustes/backends';
import { datasetOrigin } from '@procrustes/data';
import { type Architecture, modelSize } from '@procrustes/models';
import { type RunDescription, runFormat } from '@procrustes/runs';
import type { Recipe, Recompute } from '@procrustes/training';
import type { InitialState } from './initial-state.ts';
import type { ImageSource, RunImages } from './load-images.ts';

/** How many of the newest checkpoints stay where nobody says. */
export const keptCheckpoints = 3;

/** What the command line settles about a run; the rest comes from the recipe and the images. */
export interface RunChoices {
  readonly architecture: Architecture;
  readonly source: ImageSource;
  readonly images: RunImages;
  readonly recipe: Recipe;
  readonly crop: 'zeros' | 'reflection' | 'none';
  readonly projection: 'exact' | 'reference' | 'off';
  readonly tangentMomentum: boolean;
  readonly batchSize: number;
  readonly steps: number;
  readonly probeEvery: number;
  readonly checkpointEvery: number;
  /** Of the newest; {@link keptCheckpoints} unless told. */
  readonly keepCheckpoints?: number;
  /** Whether event files for TensorBoard are written; so unless told. */
  readonly tensorboard?: boolean;
  readonly recompute: Recompute;
  readonly seed: number;
  /** Where the weights are not to be drawn from the seed. */
  readonly initialState?: InitialState | undefined;
  readonly backend: PreparedBackend;
}

/** Everything that a run needs to be repeated, resumed and judged, for run.json. */
export function describeRun(choices: RunChoices): RunDescription {
  const { architecture, source, images, recipe, backend } = choices;
  const { training, validation } = images;
  const { optimizer, schedule } = recipe;
  return {
    format: runFormat,
    created: new Date().toISOString(),
    model: {
      name: architecture.name,
      blocksPerStage: architecture.blocksPerStage,
      classes: training.classes,
      ...modelSize(architecture.build(training.classes).network),
    },
    data: {
      dataset: source.dataset,
      synthetic: training.synthetic,
      source: source.path,
      origin: source.path ?? datasetOrigin(source.dataset),
      digest: images.digest,
      trainImages: training.labels.length,
      validationImages: validation.labels.length,
      augmentation: { flip: choices.crop !== 'none', crop: choices.crop },
    },
    optimizer: {
      learningRate: schedule.initial,
      milestones: [...schedule.milestones],
      decay: schedule.decay,
      ...optimizer,
    },
    projection: {
      mode: choices.projection,
      probability: recipe.projectionProbability,
      tangentMomentum: choices.tangentMomentum,
    },
    batchSize: choices.batchSize,
    steps: choices.steps,
    probeEvery: choices.probeEvery,
    checkpointEvery: choices.checkpointEvery,
    keepCheckpoints: choices.keepCheckpoints ?? keptCheckpoints,
    tensorboard: choices.tensorboard ?? true,
    recompute: choices.recompute,
    seed: choices.seed,
    ...(choices.initialState && { initialState: choices.initialState }),
    backend: {
      name: backend.name,
      device: backend.device,
      precision: backend.precision,
      threads: backend.threads,
      ...(backend.formulations && { formulations: backend.formulations }),
    },
    versions: ownVersions(),
  };
}

/** Of everything whose change could change a number. */
export function ownVersions(): Record<string, string> {
  return {
    procrustes: ownVersion(),
    '@tensorflow/tfjs-core': versionOf('@tensorflow/tfjs-core'),
    node: process.versions.node,
  };
}

function ownVersion(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}

function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  return (require(`${name}/package.json`) as { version: string }).version;
}
