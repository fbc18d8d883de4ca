import { type DatasetName, datasetOrigin, type RunImages } from '@procrustes/data';
import type { Recompute } from '@procrustes/layers';
import { type Architecture, modelSize } from '@procrustes/models';
import { type RunDescription, runFormat } from '@procrustes/runs';
import type { Recipe } from './recipe.ts';

/** How many of the newest checkpoints stay where nobody says. */
export const keptCheckpoints = 3;

/** What has to be settled about a run; the rest follows from it. */
export interface RunChoices {
  readonly architecture: Architecture;
  /** The files of a user's own architecture. */
  readonly modelSources?: RunDescription['model']['sources'];
  readonly source: {
    readonly dataset: DatasetName;
    /** A folder or archive; null for others. */
    readonly path: string | null;
    /** Where the images came from; the path, or else where that data set comes from, unless told. */
    readonly origin?: string;
  };
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
  readonly initialState?: RunDescription['initialState'];
  readonly backend: RunDescription['backend'];
  /** Of everything whose change could change a number. */
  readonly versions: Readonly<Record<string, string>>;
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
      ...(choices.modelSources && { sources: choices.modelSources }),
    },
    data: {
      dataset: source.dataset,
      synthetic: training.synthetic,
      source: source.path,
      origin: source.origin ?? source.path ?? datasetOrigin(source.dataset),
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
    versions: choices.versions,
  };
}
