import { evaluationContext } from '@procrustes/layers';
import {
  exportState,
  findArchitecture,
  importState,
  type StateTensor,
  stateShape,
  toStateTensor,
} from '@procrustes/models';
import { NormProbe } from '@procrustes/probes';
import { Generator } from '@procrustes/random';
import { SafetensorsError, type SafetensorsFile, toFloat32Array, toIntegers } from '@procrustes/safetensors';
import { dispose, type Tensor1D, type Tensor4D, tensor1d, tensor4d, tidy, transpose } from '@tensorflow/tfjs-core';
import { gradientStep, trainableParameters } from './gradient-step.ts';
import { ProjectionSchedule } from './projection-schedule.ts';
import { Sgd } from './sgd.ts';

/** Largest errors of a replay, each relative to the norm of the recorded tensor (or to the recorded number). */
export interface TraceErrors {
  readonly loss: number;
  readonly logits: number;
  readonly gradients: number;
  readonly gradientNorms: number;
  readonly weights: number;
  readonly evaluationLogits: number;
}

/** The tensor (or number) that an error was largest at. */
export type TraceCulprits = Readonly<Record<keyof TraceErrors, string>>;

export interface TraceReplay {
  readonly model: string;
  readonly errors: TraceErrors;
  readonly worst: TraceCulprits;
  /** Whether every error is within its limit. */
  readonly pass: boolean;
}

/** Float32 accumulated in another order than the recording's: what a faithful replay stays below. */
export const traceLimits: TraceErrors = {
  loss: 1e-4,
  logits: 1e-4,
  gradients: 1e-3,
  gradientNorms: 1e-3,
  weights: 1e-3,
  evaluationLogits: 1e-3,
};

interface RecordedOptimizer {
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  readonly steps: number;
}

/**
 * Replays a recorded trace on the current backend: the model and optimiser of its metadata start from `init.*`, train
 * on the batch `x`, `y` for the recorded number of steps, and are compared with `logits`, `loss` and the losses of all
 * steps, `grad.*`, the gradient norms at the taps, `after3.*` and `eval_logits_after3`.
 *
 * @throws SafetensorsError where the trace lacks something
 * @throws StateMismatchError where its tensors do not fit the model that it names
 */
export async function replayTrace(trace: SafetensorsFile): Promise<TraceReplay> {
  const architecture = findArchitecture(metadata(trace, 'model'), Number(metadata(trace, 'blocks_per_stage')));
  const { optimizer, recordedNorms, recordedLosses } = recordings(trace);
  const classes = tensorShape(trace, 'logits')[1] ?? 10;
  const comparison = new Comparison();

  const model = architecture.build(classes);
  const { images, labels } = batchOf(trace);
  const probe = new NormProbe();
  let sgd: Sgd | undefined;
  try {
    importState(model.network, stateOf(trace, 'init.'));
    sgd = new Sgd(trainableParameters(model), optimizer);
    const projection = new ProjectionSchedule(
      model,
      { mode: 'exact', probability: 0 },
      Generator.named(0, 'projection'),
    );

    for (let step = 0; step < optimizer.steps; step += 1) {
      await projection.beforeForward();
      const { value, gradients, accuracy, logits } = gradientStep(model, images, labels, probe.context);
      const loss = (await value.data())[0] as number;
      comparison.number('loss', `step ${step}`, loss, recordedLosses[step] as number);
      const norms = await probe.read();
      if (step === 0) {
        comparison.number('loss', 'loss', loss, values(trace, 'loss')[0] as number);
        comparison.tensor('logits', 'logits', await logits.data<'float32'>(), values(trace, 'logits'));
        norms.sites.forEach((site, index) => {
          const recorded = recordedNorms[site];
          if (recorded !== undefined)
            comparison.number('gradientNorms', site, norms.gradient[index] as number, recorded);
        });
        const sites = new Set(norms.sites);
        const unknown = Object.keys(recordedNorms).find((site) => !sites.has(site));
        if (unknown !== undefined)
          throw new SafetensorsError(
            `the trace has a gradient norm at '${unknown}', the model has no tap of that name`,
          );
        for (const [index, [name, parameter]] of trainableParameters(model).entries()) {
          const gradient = await (gradients[index] as Tensor1D).data<'float32'>();
          const found = toStateTensor(parameter, Float32Array.from(gradient));
          comparison.tensor(
            'gradients',
            name,
            found.values,
            stored(trace, `grad.${name}`, stateShape(parameter)).values,
          );
        }
      }
      sgd.step(gradients, optimizer.learningRate);
      dispose([value, accuracy, logits, ...gradients]);
    }

    const after = stateOf(trace, `after${optimizer.steps}.`);
    for (const [name, { values: found }] of await exportState(model.network)) {
      const recorded = after.get(name);
      if (recorded === undefined)
        throw new SafetensorsError(`the trace has no tensor 'after${optimizer.steps}.${name}'`);
      comparison.tensor('weights', name, found, recorded.values);
    }
    // The recordings evaluate the weights as the last step left them, without another whitening.
    const evaluation = tidy(() => model.network.forward(images, evaluationContext));
    const name = `eval_logits_after${optimizer.steps}`;
    comparison.tensor('evaluationLogits', name, await evaluation.data<'float32'>(), values(trace, name));
    evaluation.dispose();
  } finally {
    sgd?.dispose();
    probe.dispose();
    model.network.dispose();
    dispose([images, labels]);
  }
  return comparison.result(architecture.name);
}

/** Keeps the largest error of each kind and where it was; a NaN is larger than any number. */
class Comparison {
  readonly #errors: Record<keyof TraceErrors, number> = {
    loss: 0,
    logits: 0,
    gradients: 0,
    gradientNorms: 0,
    weights: 0,
    evaluationLogits: 0,
  };
  readonly #worst: Partial<Record<keyof TraceErrors, string>> = {};

  number(kind: keyof TraceErrors, name: string, found: number, recorded: number): void {
    this.#note(kind, name, Math.abs(found - recorded) / Math.abs(recorded));
  }

  tensor(kind: keyof TraceErrors, name: string, found: ArrayLike<number>, recorded: ArrayLike<number>): void {
    let difference = 0;
    let norm = 0;
    for (let i = 0; i < recorded.length; i += 1) {
      difference += ((found[i] as number) - (recorded[i] as number)) ** 2;
      norm += (recorded[i] as number) ** 2;
    }
    // A recorded tensor of zeros has no scale of its own; its replay must be zero up to rounding.
    this.#note(kind, name, Math.sqrt(difference) / (norm > 0 ? Math.sqrt(norm) : 1));
  }

  result(model: string): TraceReplay {
    const kinds = Object.keys(this.#errors) as (keyof TraceErrors)[];
    return {
      model,
      errors: { ...this.#errors },
      worst: Object.fromEntries(kinds.map((kind) => [kind, this.#worst[kind] ?? ''])) as Record<
        keyof TraceErrors,
        string
      >,
      pass: kinds.every((kind) => this.#errors[kind] <= traceLimits[kind]),
    };
  }

  #note(kind: keyof TraceErrors, name: string, error: number): void {
    if (this.#errors[kind] >= error || Number.isNaN(this.#errors[kind])) return;
    this.#errors[kind] = error;
    this.#worst[kind] = name;
  }
}

function metadata({ metadata: found }: SafetensorsFile, key: string): string {
  const value = found[key];
  if (value === undefined) throw new SafetensorsError(`the file is no trace: its metadata has no '${key}'`);
  return value;
}

/** The numbers of the metadata, checked so that nothing that is missing passes for equal. */
function recordings(trace: SafetensorsFile) {
  const optimizer = parsed<RecordedOptimizer | null>(trace, 'optimizer');
  const recordedNorms = parsed<Record<string, number> | null>(trace, 'gradient_norms');
  const recordedLosses = parsed<number[] | null>(trace, 'losses');
  const rates = [optimizer?.learningRate, optimizer?.momentum, optimizer?.weightDecay];
  if (
    optimizer === null ||
    !rates.every(Number.isFinite) ||
    !(Number.isInteger(optimizer.steps) && optimizer.steps > 0)
  ) {
    throw new SafetensorsError(
      `the trace's optimizer is ${excerpt(optimizer)}; it needs learningRate, momentum, weightDecay and steps ≥ 1`,
    );
  }
  if (recordedNorms === null || Object.values(recordedNorms).length === 0) {
    throw new SafetensorsError(`the trace's gradient_norms are ${excerpt(recordedNorms)}; it needs one for each tap`);
  }
  if (recordedLosses === null || recordedLosses.length !== optimizer.steps) {
    throw new SafetensorsError(
      `the trace's losses are ${excerpt(recordedLosses)}; it needs one for each of its ${optimizer.steps} steps`,
    );
  }
  return { optimizer, recordedNorms, recordedLosses };
}

const excerpt = (value: unknown): string => JSON.stringify(value).slice(0, 80);

function parsed<T>(trace: SafetensorsFile, key: string): T {
  try {
    return JSON.parse(metadata(trace, key)) as T;
  } catch (error) {
    if (error instanceof SafetensorsError) throw error;
    throw new SafetensorsError(`the trace's metadata '${key}' is not JSON: ${(error as Error).message}`);
  }
}

function stored(trace: SafetensorsFile, name: string, shape?: readonly number[]): StateTensor {
  const tensor = trace.tensors.get(name);
  if (tensor === undefined) throw new SafetensorsError(`the trace has no tensor '${name}'`);
  if (shape !== undefined && tensor.shape.join() !== shape.join()) {
    throw new SafetensorsError(`the trace's '${name}' has shape [${tensor.shape}], the model's is [${shape}]`);
  }
  return { shape: tensor.shape, values: toFloat32Array(tensor) };
}

const values = (trace: SafetensorsFile, name: string): Float32Array => stored(trace, name).values;
const tensorShape = (trace: SafetensorsFile, name: string): readonly number[] => stored(trace, name).shape;

function stateOf(trace: SafetensorsFile, prefix: string): Map<string, StateTensor> {
  const names = [...trace.tensors.keys()].filter((name) => name.startsWith(prefix));
  return new Map(names.map((name) => [name.slice(prefix.length), stored(trace, name)]));
}

function batchOf(trace: SafetensorsFile): { readonly images: Tensor4D; readonly labels: Tensor1D } {
  const { shape, values: pixels } = stored(trace, 'x');
  const labels = trace.tensors.get('y');
  if (labels === undefined) throw new SafetensorsError("the trace has no tensor 'y'");
  const images = tidy(() => transpose(tensor4d(pixels, shape as [number, number, number, number]), [0, 2, 3, 1]));
  return { images, labels: tensor1d(Int32Array.from(toIntegers(labels)), 'int32') };
}
