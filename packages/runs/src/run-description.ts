import * as v from 'valibot';
import { count, finite, list, object, positiveCount, text } from './schema-parts.ts';

/** The version of run.json that this package writes, and the only one that it reads. */
export const runFormat = 1;

const sha256 = v.pipe(text, v.regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits'));

const model = object({
  name: text,
  blocksPerStage: positiveCount,
  classes: positiveCount,
  parameters: count,
  convolutions: count,
  /** The files of a user's own architecture, the one that was named first; absent for a model that has a name. */
  sources: v.optional(list(object({ path: text, sha256 }))),
});

const data = v.pipe(
  v.object({
    dataset: v.picklist(['cifar10', 'cifar100', 'synthetic']),
    synthetic: v.boolean(),
    /** The folder or archive that the user named; null for images from the cache and for made ones. */
    source: v.nullable(text),
    /** Where the images came from originally: `npm:` with package and version, a URL, a path, or `synthetic`. */
    origin: v.optional(text),
    /** SHA-256 in lower-case hexadecimal over the labels and pixels of the training and validation images. */
    digest: v.optional(sha256),
    trainImages: count,
    validationImages: count,
    augmentation: object({ flip: v.boolean(), crop: v.picklist(['zeros', 'reflection', 'none']) }),
  }),
  v.check(
    ({ dataset, synthetic }) => synthetic === (dataset === 'synthetic'),
    'expected synthetic to be true for the dataset "synthetic" and for no other',
  ),
  v.readonly(),
);

const optimizer = object({
  learningRate: finite,
  momentum: finite,
  nesterov: v.boolean(),
  weightDecay: finite,
  /** Epochs at which the rate is multiplied by `decay`. */
  milestones: list(finite),
  decay: finite,
});

/** What stands in run.json: everything a run needs to be repeated, resumed and judged. */
export const runDescriptionSchema = object({
  format: v.literal(runFormat),
  created: v.pipe(text, v.isoTimestamp()),
  model,
  data,
  optimizer,
  projection: object({
    mode: v.picklist(['exact', 'reference', 'off']),
    probability: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    /** Whether velocities are projected to the tangent space too. */
    tangentMomentum: v.optional(v.boolean()),
  }),
  batchSize: positiveCount,
  /** Planned in total. */
  steps: count,
  /** In steps; 0 is never. */
  probeEvery: count,
  /** In steps; 0: only before the first step and at the end. */
  checkpointEvery: count,
  /** How many of the newest checkpoints stay; the best by validation stays besides. */
  keepCheckpoints: v.optional(positiveCount),
  /** Whether event files for TensorBoard are written beside the records. */
  tensorboard: v.optional(v.boolean()),
  /** What the backward pass computes again: nothing, segments of so many blocks (`block`: one), or of a chosen number. */
  recompute: v.optional(v.union([v.picklist(['none', 'block', 'auto']), positiveCount])),
  seed: v.pipe(v.number(), v.safeInteger()),
  /** The weights that it starts from, where they are not drawn from the seed. */
  initialState: v.optional(
    object({
      /** The file, by its absolute path. */
      source: text,
      /** What the names of its tensors begin with. */
      prefix: text,
      /** SHA-256 of the file in lower-case hexadecimal. */
      digest: sha256,
    }),
  ),
  backend: object({
    name: text,
    device: text,
    precision: text,
    /** Null where the backend does not tell. */
    threads: v.nullable(count),
    /** Which formulation computed what, where the backend has several; a resumed run takes the same. */
    formulations: v.optional(v.pipe(v.record(text, text), v.readonly())),
  }),
  versions: v.pipe(v.record(text, text), v.readonly()),
});

/** `run.json`: everything that a run was started with. Resuming takes every setting from it. */
export type RunDescription = v.InferOutput<typeof runDescriptionSchema>;
