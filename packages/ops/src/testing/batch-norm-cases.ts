import { Generator } from '@procrustes/random';
import { drawTensor, type NumericTensor, naiveBatchNorm, numericalGradient } from '@procrustes/testing';
import { type Tensor1D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { batchNormInference } from '../batch-norm-inference.ts';
import {
  batchNormReluTrainingDefinition,
  batchNormReluTrainingGradientDefinition,
  batchNormTraining,
  batchNormTrainingDefinition,
  batchNormTrainingGradientDefinition,
} from '../batch-norm-training.ts';
import { drawInputs, kernelCase, numericTensor, type OpCase, opCase } from './op-case.ts';

type BatchNormInputs = Readonly<Record<'x' | 'scale' | 'offset', NumericTensor>>;
type Activation = 'relu' | 'none';

const activations: readonly Activation[] = ['none', 'relu'];

const toTensor = (values: Float64Array): NumericTensor => ({ shape: [values.length], values });

const rounded = ({ shape, values }: NumericTensor): NumericTensor => ({ shape, values: values.map(Math.fround) });

/** How near a value may come to a ReLU's corner, where float32 and float64 could fall on different sides. */
const corner = 1e-3;

/** x of mean 1 and deviation 2. No normalised value is near a ReLU's corner: draws anew until that is so. */
function drawBatchNorm(shape: readonly number[], epsilon: number): BatchNormInputs {
  for (let attempt = 0; ; attempt += 1) {
    const generator = Generator.named(attempt, `batch norm ${shape}`);
    const channels = [shape[3] as number];
    const inputs = {
      x: drawTensor(shape, () => 2 * generator.normal() + 1),
      scale: drawTensor(channels, () => generator.normal()),
      offset: drawTensor(channels, () => generator.normal()),
    };
    const { y } = naiveBatchNorm(inputs.x, inputs.scale, inputs.offset, { epsilon, activation: 'none' });
    if (y.values.every((value) => Math.abs(value) > corner)) return inputs;
  }
}

/** One channel is constant. 0.5 and its sums are exact, so that float32 finds a variance of exactly 0 too. */
function drawConstantChannel(epsilon: number): BatchNormInputs {
  const inputs = drawBatchNorm([2, 3, 3, 2], epsilon);
  return { ...inputs, x: { ...inputs.x, values: inputs.x.values.map((value, i) => (i % 2 === 0 ? 0.5 : value)) } };
}

function trainingCase(
  inputs: BatchNormInputs,
  attributes: { readonly epsilon: number; readonly activation: Activation },
): OpCase {
  const { epsilon, activation } = attributes;
  const definition = activation === 'relu' ? batchNormReluTrainingDefinition : batchNormTrainingDefinition;
  return {
    ...opCase({
      op: 'batchNormTraining',
      kernel: definition.name,
      title: `[${inputs.x.shape}], ε = ${epsilon}, activation ${activation}`,
      inputs,
      run: ({ x, scale, offset }) => {
        const made = batchNormTraining(x as Tensor4D, scale as Tensor1D, offset as Tensor1D, attributes);
        return [made.y, made.mean, made.variance];
      },
      reference: ({ x, scale, offset }) => {
        const { y, mean, variance } = naiveBatchNorm(
          x as NumericTensor,
          scale as NumericTensor,
          offset as NumericTensor,
          attributes,
        );
        return [y, toTensor(mean), toTensor(variance)];
      },
    }),
    composition: ({ x, scale, offset }) =>
      tidy(() =>
        definition.reference({ x: x as Tensor4D, scale: scale as Tensor1D, offset: offset as Tensor1D }, { epsilon }),
      ),
  };
}

/** The gradient as an operation of its own: the central differences of the forward pass, for the dy that it is given. */
function gradientCase(inputs: BatchNormInputs, epsilon: number, activation: Activation): OpCase {
  const forward = (given: BatchNormInputs) =>
    naiveBatchNorm(given.x, given.scale, given.offset, { epsilon, activation });
  const { y, mean, variance } = forward(inputs);
  const title = `[${inputs.x.shape}], ε = ${epsilon}`;
  const { dy } = drawInputs(`gradient of batch norm, ${title}`, { dy: inputs.x.shape });
  const given = {
    dy,
    x: inputs.x,
    scale: inputs.scale,
    mean: rounded(toTensor(mean)),
    variance: rounded(toTensor(variance)),
  };
  const reference = () => {
    const dot = () => forward(inputs).y.values.reduce((sum, value, i) => sum + value * (dy.values[i] as number), 0);
    return (['x', 'scale', 'offset'] as const).map((name) => ({
      shape: inputs[name].shape,
      values: numericalGradient(dot, inputs[name].values),
    }));
  };
  return activation === 'relu'
    ? kernelCase('batchNormReluTrainingGradientDefinition', batchNormReluTrainingGradientDefinition, {
        title,
        inputs: { ...given, y: rounded(y) },
        attributes: { epsilon },
        reference,
      })
    : kernelCase('batchNormTrainingGradientDefinition', batchNormTrainingGradientDefinition, {
        title,
        inputs: given,
        attributes: { epsilon },
        reference,
      });
}

const shapes = [
  [2, 4, 4, 3],
  [3, 5, 2, 1],
  [1, 3, 7, 4],
  [5, 1, 1, 2],
];

export const batchNormTrainingCases: readonly OpCase[] = activations.flatMap((activation) => [
  ...shapes.flatMap((shape) =>
    [1e-5, 0.1].map((epsilon) => trainingCase(drawBatchNorm(shape, epsilon), { epsilon, activation })),
  ),
  // A gradient must be finite where a channel is constant, and where it has one value only.
  trainingCase(drawConstantChannel(1e-5), { epsilon: 1e-5, activation }),
  trainingCase(drawBatchNorm([1, 1, 1, 3], 1e-5), { epsilon: 1e-5, activation }),
]);

export const batchNormGradientCases: readonly OpCase[] = activations.flatMap((activation) =>
  shapes.map((shape) => gradientCase(drawBatchNorm(shape, 1e-5), 1e-5, activation)),
);

const inferenceShapes = [
  [2, 3, 2, 2],
  [1, 1, 1, 1],
  [2, 2, 5, 3],
];

export const batchNormInferenceCases: readonly OpCase[] = activations.flatMap((activation) =>
  inferenceShapes.map((shape) => {
    const channels = [shape[3] as number];
    const drawn = drawInputs(`inference ${shape}`, { x: shape, scale: channels, offset: channels, mean: channels });
    // From a variance of 0, which ε alone keeps finite, to one far above it.
    const inputs = { ...drawn, variance: numericTensor(channels, (c) => 2 * c) };
    return opCase({
      op: 'batchNormInference',
      title: `[${shape}], activation ${activation}`,
      inputs,
      run: ({ x, scale, offset, mean, variance }) =>
        batchNormInference(
          x as Tensor4D,
          { scale, offset, mean, variance } as Record<'scale' | 'offset' | 'mean' | 'variance', Tensor1D>,
          {
            epsilon: 1e-5,
            activation,
          },
        ),
      reference: ({ x, ...statistics }) => {
        const at = (name: keyof typeof statistics, c: number) => statistics[name]?.values[c] as number;
        return numericTensor(shape, (index) => {
          const c = index % (shape[3] as number);
          const normalised = ((x?.values[index] as number) - at('mean', c)) / Math.sqrt(at('variance', c) + 1e-5);
          const y = at('scale', c) * normalised + at('offset', c);
          return activation === 'relu' ? Math.max(y, 0) : y;
        });
      },
      differentiable: [],
    });
  }),
);
