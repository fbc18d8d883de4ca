import { evaluationContext } from '@procrustes/layers';
import {
  exportState,
  findArchitecture,
  importState,
  type Model,
  type StateTensor,
  toStateTensor,
} from '@procrustes/models';
import { NormProbe, type ObservedNorms } from '@procrustes/probes';
import { Generator } from '@procrustes/random';
import { SafetensorsError, type SafetensorsFile } from '@procrustes/safetensors';
import {
  dispose,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tensor1d,
  tensor4d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { gradientStep } from './gradient-step.ts';
import { ProjectionSchedule } from './projection-schedule.ts';
import { Sgd } from './sgd.ts';
import { readTrace, type Trace } from './trace.ts';
import { TraceComparison, type TraceVerdict } from './trace-comparison.ts';
import { trainableParameters } from './trainable-parameters.ts';

export interface TraceReplay extends TraceVerdict {
  /** Family and depth. */
  readonly model: string;
}

/**
 * Replays a recorded trace on the current backend: the model and optimiser of its metadata start from `init.*`, train
 * on the batch `x`, `y` for the recorded number of steps, and are compared with `logits`, `loss` and the losses of all
 * steps, `grad.*`, the gradient norms at the taps, `after<steps>.*` and `eval_logits_after<steps>`.
 *
 * @throws SafetensorsError where the trace lacks something, or holds it in another type or shape
 * @throws StateMismatchError where its first tensors do not fit the model that it names
 * @throws UnknownModelError, RangeError where it names no model
 */
export async function replayTrace(file: SafetensorsFile): Promise<TraceReplay> {
  const trace = readTrace(file);
  const architecture = findArchitecture(trace.model, trace.blocksPerStage);
  const comparison = new TraceComparison();

  const model = architecture.build(trace.classes);
  const { images, labels } = batchOf(trace);
  const probe = new NormProbe();
  let sgd: Sgd | undefined;
  try {
    importState(model.network, trace.initial);
    sgd = new Sgd(trainableParameters(model), trace.optimizer);
    const projection = new ProjectionSchedule(
      model,
      { mode: 'exact', probability: 0 },
      Generator.named(0, 'projection'),
    );

    for (const [step, recordedLoss] of trace.losses.entries()) {
      await projection.beforeForward();
      const { value, gradients, accuracy, logits } = gradientStep(model, images, labels, probe.context);
      try {
        const loss = (await value.data())[0] as number;
        comparison.number('loss', `step ${step}`, loss, recordedLoss);
        const norms = await probe.read();
        if (step === 0) {
          comparison.number('loss', 'loss', loss, trace.loss);
          comparison.tensor('logits', 'logits', await valuesOf(logits), trace.logits);
          compareNorms(comparison, norms, trace);
          await compareGradients(comparison, model, gradients, trace);
        }
        sgd.step(gradients, trace.optimizer.learningRate);
      } finally {
        dispose([value, accuracy, logits, ...gradients]);
      }
    }

    for (const [name, found] of await exportState(model.network)) {
      comparison.tensor('weights', name, found, trace.final.get(name));
    }
    // The recordings evaluate the weights as the last step left them, without another whitening.
    const evaluation = tidy(() => model.network.forward(images, evaluationContext));
    try {
      const name = `eval_logits_after${trace.optimizer.steps}`;
      comparison.tensor('evaluationLogits', name, await valuesOf(evaluation), trace.evaluationLogits);
    } finally {
      evaluation.dispose();
    }
  } finally {
    sgd?.dispose();
    probe.dispose();
    model.network.dispose();
    dispose([images, labels]);
  }
  return { model: architecture.name, ...comparison.verdict() };
}

function compareNorms(comparison: TraceComparison, { sites, gradient }: ObservedNorms, { gradientNorms }: Trace): void {
  for (const [site, recorded] of Object.entries(gradientNorms)) {
    const index = sites.indexOf(site);
    if (index === -1) {
      throw new SafetensorsError(`the trace has a gradient norm at '${site}', the model has no tap of that name`);
    }
    comparison.number('gradientNorms', site, gradient[index] as number, recorded);
  }
}

async function compareGradients(
  comparison: TraceComparison,
  model: Model,
  gradients: readonly Tensor[],
  trace: Trace,
): Promise<void> {
  for (const [index, [name, parameter]] of trainableParameters(model).entries()) {
    const { values } = await valuesOf(gradients[index] as Tensor);
    comparison.tensor('gradients', name, toStateTensor(parameter, values), trace.gradients.get(name));
  }
}

async function valuesOf(tensor: Tensor): Promise<StateTensor> {
  return { shape: tensor.shape, values: Float32Array.from(await tensor.data<'float32'>()) };
}

function batchOf({ images, labels }: Trace): { readonly images: Tensor4D; readonly labels: Tensor1D } {
  const shape = images.shape as readonly [number, number, number, number];
  return {
    images: tidy(() => transpose(tensor4d(images.values, [...shape]), [0, 2, 3, 1])),
    labels: tensor1d(labels, 'int32'),
  };
}
