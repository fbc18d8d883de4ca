import { imageSide } from '@procrustes/data';
import type { StateDictionary, StateTensor } from '@procrustes/models';
import { SafetensorsError, type SafetensorsFile, toFloat32Array, toIntegers } from '@procrustes/safetensors';
import * as v from 'valibot';

const finite = v.pipe(v.number(), v.finite());
const positiveCount = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** A member of the metadata that holds JSON. */
const json = <Schema extends v.GenericSchema<unknown, unknown>>(schema: Schema) =>
  v.pipe(v.string(), v.parseJson(), schema);

/** Members that the replay does not read are let pass; those that it cannot follow are not. */
const optimizerSchema = v.object({
  name: v.optional(v.literal('sgd')),
  learningRate: finite,
  momentum: finite,
  nesterov: v.boolean(),
  weightDecay: finite,
  steps: positiveCount,
  projection: v.optional(v.literal('none')),
});

const metadataSchema = v.object({
  model: v.string(),
  blocks_per_stage: v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number), positiveCount),
  optimizer: json(optimizerSchema),
  gradient_norms: json(
    v.pipe(
      v.unknown(),
      v.check((norms) => !Array.isArray(norms), 'Invalid type: Expected norms by the names of their taps'),
      v.record(v.string(), finite),
      v.minEntries(1),
    ),
  ),
  losses: json(v.array(finite)),
});

/** A training run recorded elsewhere, to be replayed. Tensors are in PyTorch's layouts (images NCHW, kernels OIHW). */
export interface Trace {
  readonly model: string;
  readonly blocksPerStage: number;
  readonly classes: number;
  readonly optimizer: v.InferOutput<typeof optimizerSchema>;
  /** ‖∂E/∂x_l‖ of the first step, by tap. */
  readonly gradientNorms: Readonly<Record<string, number>>;
  /** Of each step. */
  readonly losses: readonly number[];
  /** Of the first step. */
  readonly loss: number;
  /** [batch, 3, 32, 32]. */
  readonly images: StateTensor;
  /** [batch]. */
  readonly labels: Int32Array;
  /** Of the first step, [batch, classes]. */
  readonly logits: StateTensor;
  /** With the running statistics after the last step, [batch, classes]. */
  readonly evaluationLogits: StateTensor;
  /** The weights and running statistics before the first step. */
  readonly initial: StateDictionary;
  /** Of the first step. */
  readonly gradients: StateDictionary;
  /** The weights and running statistics after the last step. */
  readonly final: StateDictionary;
}

/**
 * Reads a recorded trace: the batch `x`, `y`; `init.*`, `logits`, `loss`, `grad.*`, `after<steps>.*`,
 * `eval_logits_after<steps>`; model, optimiser, losses and gradient norms in the metadata. The tensors of a model are not
 * compared with any yet.
 *
 * @throws SafetensorsError where something is missing, of the wrong type or of a shape that does not fit the rest
 */
export function readTrace(file: SafetensorsFile): Trace {
  const { model, blocks_per_stage, optimizer, gradient_norms, losses } = checkedMetadata(file);
  if (losses.length !== optimizer.steps) {
    throw new SafetensorsError(
      `the trace has ${losses.length} losses; it needs one for each of its ${optimizer.steps} steps`,
    );
  }
  const images = stored(file, 'x');
  const batch = Math.max(images.shape[0] ?? 1, 1);
  requireShape('x', images, [batch, 3, imageSide, imageSide]);
  const logits = stored(file, 'logits');
  const classes = logits.shape[1] ?? 0;
  requireShape('logits', logits, [batch, Math.max(classes, 1)]);
  const evaluationName = `eval_logits_after${optimizer.steps}`;
  const evaluationLogits = stored(file, evaluationName);
  requireShape(evaluationName, evaluationLogits, logits.shape);
  const loss = stored(file, 'loss');
  if (loss.values.length !== 1) requireShape('loss', loss, [1]);
  return {
    model,
    blocksPerStage: blocks_per_stage,
    classes,
    optimizer,
    gradientNorms: gradient_norms,
    losses,
    loss: loss.values[0] as number,
    images,
    labels: storedLabels(file, batch, classes),
    logits,
    evaluationLogits,
    initial: storedState(file, 'init.'),
    gradients: storedState(file, 'grad.'),
    final: storedState(file, `after${optimizer.steps}.`),
  };
}

function checkedMetadata({ metadata }: SafetensorsFile): v.InferOutput<typeof metadataSchema> {
  const result = v.safeParse(metadataSchema, metadata, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const member = v.getDotPath(issue) ?? '';
  if (!member.includes('.') && !Object.hasOwn(metadata, member)) {
    throw new SafetensorsError(`the file is no trace: its metadata has no '${member}'`);
  }
  throw new SafetensorsError(`the trace's metadata '${member}': ${issue.message.slice(0, 160)}`);
}

function stored({ tensors }: SafetensorsFile, name: string): StateTensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new SafetensorsError(`the trace has no tensor '${name}'`);
  return { shape: tensor.shape, values: toFloat32Array(tensor, name) };
}

function storedState(file: SafetensorsFile, prefix: string): StateDictionary {
  const names = [...file.tensors.keys()].filter((name) => name.startsWith(prefix));
  return new Map(names.map((name) => [name.slice(prefix.length), stored(file, name)]));
}

function storedLabels({ tensors }: SafetensorsFile, batch: number, classes: number): Int32Array {
  const tensor = tensors.get('y');
  if (tensor === undefined) throw new SafetensorsError("the trace has no tensor 'y'");
  requireShape('y', tensor, [batch]);
  const labels = toIntegers(tensor, 'y');
  const foreign = labels.find((label) => label < 0 || label >= classes);
  if (foreign !== undefined) {
    throw new SafetensorsError(`the trace's 'y' has the label ${foreign}; its logits are of ${classes} classes`);
  }
  return Int32Array.from(labels);
}

function requireShape(name: string, { shape }: { readonly shape: readonly number[] }, expected: readonly number[]) {
  if (shape.join() === expected.join()) return;
  throw new SafetensorsError(
    `the trace's '${name}' has shape [${shape.join(', ')}], the rest of it needs [${expected.join(', ')}]`,
  );
}
