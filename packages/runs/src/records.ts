import * as v from 'valibot';
import { count, finite, list, measured, object, text } from './schema-parts.ts';

const metrics = object({
  step: count,
  epoch: finite,
  loss: measured,
  /** Share of the batch, in [0, 1]. */
  accuracy: measured,
  learningRate: finite,
  /** Of this step. */
  milliseconds: measured,
  imagesPerSecond: measured,
});

const validation = object({
  step: count,
  epoch: finite,
  loss: measured,
  /** Share of the images, in [0, 1]. */
  accuracy: measured,
  images: count,
});

const norms = v.pipe(
  v.object({
    step: count,
    /** Taps, in forward order. */
    sites: list(text),
    /** The kind of the block that ends at each site. */
    kinds: list(v.picklist(['stem', 'identity', 'transition', 'plain'])),
    /** ‖∂E/∂x_l‖ at each site. */
    gradient: list(measured),
    /** ‖x_l‖ at each site. */
    activation: list(measured),
  }),
  v.check(
    ({ sites, kinds, gradient, activation }) =>
      [kinds, gradient, activation].every((values) => values.length === sites.length),
    ({ input: { sites, kinds, gradient, activation } }) =>
      `expected as many kinds, gradient and activation norms as sites (${sites.length}), found ${kinds.length}, ${gradient.length} and ${activation.length}`,
  ),
  v.readonly(),
);

const spectrum = object({
  min: measured,
  max: measured,
  /** Entry j counts the singular values nearest to j/10 of the target, j = 0 … 20; the last takes all above. */
  histogram: v.optional(list(count)),
});

const receipt = object({
  parameter: text,
  method: text,
  mode: v.picklist(['exact', 'reference']),
  /** What every singular value is to become. */
  sigma: measured,
  /** Singular values before and after. */
  before: spectrum,
  after: spectrum,
  residual: measured,
  /** Share of the kernel's energy that the crop to its size took. */
  cropLoss: measured,
  /** Largest difference of the extreme singular values between the circular and the zero-padded operator, over σ. */
  paddingGap: v.optional(measured),
  rounds: count,
  converged: v.boolean(),
  milliseconds: measured,
});

const projections = object({ step: count, receipts: list(receipt) });

/** One record a line: the schema of each file of records. */
export const recordSchemas = { metrics, validation, norms, projections };

/** A line of metrics.jsonl: one training step. */
export type MetricsRecord = v.InferOutput<typeof metrics>;
/** A line of validation.jsonl: one pass over the validation images. */
export type ValidationRecord = v.InferOutput<typeof validation>;
/** A line of norms.jsonl: the norms at every tap in one step. All lists have the length of `sites`. */
export type NormsRecord = v.InferOutput<typeof norms>;
/** What one projection did to one parameter. */
export type ProjectionReceipt = v.InferOutput<typeof receipt>;
/** A line of projections.jsonl: the projections after one step. */
export type ProjectionRecord = v.InferOutput<typeof projections>;
