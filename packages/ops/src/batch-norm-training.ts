import {
  add,
  div,
  mul,
  neg,
  onesLike,
  rsqrt,
  sqrt,
  square,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { channelAffine } from './channel-affine.ts';
import { channelSum } from './channel-sum.ts';
import { defineOp, type OpDefinition } from './define-op.ts';
import { reluGradient } from './relu-gradient.ts';
import { requireShape } from './require-shape.ts';

/** Numbers of a batch norm that are no tensors. */
export interface BatchNormAttributes {
  /** ε, added to the variance. */
  readonly epsilon: number;
}

interface BatchNormInputs extends Record<string, Tensor> {
  readonly x: Tensor4D;
  readonly scale: Tensor1D;
  readonly offset: Tensor1D;
}

interface GradientInputs extends Record<string, Tensor> {
  readonly dy: Tensor4D;
  readonly x: Tensor4D;
  readonly scale: Tensor1D;
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

const forward = ({ x, scale, offset }: BatchNormInputs, epsilon: number, activation: 'relu' | 'none'): Tensor[] => {
  const count = x.size / scale.size;
  const mean: Tensor1D = div(channelSum(x), count);
  // Centred first: E[x²] − E[x]² cancels in float32.
  const centred = channelAffine(x, onesLike(mean), neg(mean), { activation: 'none' });
  const variance: Tensor1D = div(channelSum(square(centred)), count);
  const y = channelAffine(centred, div(scale, sqrt(add(variance, epsilon))), offset, { activation });
  return [y, mean, variance];
};

const backward = (
  { dy, x, scale, mean, variance }: GradientInputs,
  { epsilon }: BatchNormAttributes,
): [Tensor4D, Tensor1D, Tensor1D] => {
  const count = x.size / scale.size;
  const deviation: Tensor1D = rsqrt(add(variance, epsilon));
  const normalised = channelAffine(x, deviation, neg(mul(mean, deviation)), { activation: 'none' });
  const offsetGradient = channelSum(dy);
  const scaleGradient = channelSum(mul(dy, normalised));
  // dx = γ/√(σ²+ε) · (dy − mean(dy) − x̂ · mean(dy · x̂)), as two affine maps.
  const factor: Tensor1D = mul(scale, deviation);
  const meanFactor: Tensor1D = div(factor, -count);
  const fromGradient = channelAffine(dy, factor, mul(meanFactor, offsetGradient), { activation: 'none' });
  const fromInput = channelAffine(normalised, mul(meanFactor, scaleGradient), zerosLike(factor), {
    activation: 'none',
  });
  return [add(fromGradient, fromInput), scaleGradient, offsetGradient];
};

/** The gradient of {@link batchNormTrainingDefinition}: (∂E/∂x, ∂E/∂γ, ∂E/∂β) of ∂E/∂y. */
export const batchNormTrainingGradientDefinition: OpDefinition<
  GradientInputs,
  BatchNormAttributes,
  [Tensor4D, Tensor1D, Tensor1D]
> = {
  name: 'BatchNormTrainingGradient',
  reference: backward,
};

/** The gradient of {@link batchNormReluTrainingDefinition}: (∂E/∂x, ∂E/∂γ, ∂E/∂β) of ∂E/∂y, open where y > 0. */
export const batchNormReluTrainingGradientDefinition: OpDefinition<
  GradientInputs & { readonly y: Tensor4D },
  BatchNormAttributes,
  [Tensor4D, Tensor1D, Tensor1D]
> = {
  name: 'BatchNormReluTrainingGradient',
  reference: ({ dy, y, ...rest }, attributes) => backward({ ...rest, dy: reluGradient(dy, y) }, attributes),
};

const runPlainGradient = defineOp(batchNormTrainingGradientDefinition);
const runReluGradient = defineOp(batchNormReluTrainingGradientDefinition);

/** The op behind {@link batchNormTraining}. */
export const batchNormTrainingDefinition: OpDefinition<BatchNormInputs, BatchNormAttributes, Tensor[]> = {
  name: 'BatchNormTraining',
  reference: (inputs, { epsilon }) => forward(inputs, epsilon, 'none'),
  gradient: {
    savesInputs: ['x', 'scale'],
    savesOutputs: [false, true, true],
    backward: ([dy], saved, { epsilon }) => {
      const [x, scale, mean, variance] = saved as [Tensor4D, Tensor1D, Tensor1D, Tensor1D];
      const [dx, dScale, dOffset] = runPlainGradient({ dy: dy as Tensor4D, x, scale, mean, variance }, { epsilon });
      return { x: () => dx, scale: () => dScale, offset: () => dOffset };
    },
  },
};

/** The op behind {@link batchNormTraining} with a ReLU. */
export const batchNormReluTrainingDefinition: OpDefinition<BatchNormInputs, BatchNormAttributes, Tensor[]> = {
  name: 'BatchNormReluTraining',
  reference: (inputs, { epsilon }) => forward(inputs, epsilon, 'relu'),
  gradient: {
    savesInputs: ['x', 'scale'],
    // The output tells where the ReLU was open, and costs nothing to save: the convolution behind it saves it too.
    savesOutputs: [true, true, true],
    backward: ([dy], saved, { epsilon }) => {
      const [x, scale, y, mean, variance] = saved as [Tensor4D, Tensor1D, Tensor4D, Tensor1D, Tensor1D];
      const [dx, dScale, dOffset] = runReluGradient({ dy: dy as Tensor4D, x, y, scale, mean, variance }, { epsilon });
      return { x: () => dx, scale: () => dScale, offset: () => dOffset };
    },
  },
};

const runPlain = defineOp(batchNormTrainingDefinition);
const runWithRelu = defineOp(batchNormReluTrainingDefinition);

/** What {@link batchNormTraining} gives. */
export interface BatchNormTrainingResult {
  /** [batch, height, width, channels]. */
  readonly y: Tensor4D;
  /** The batch's mean of each channel; no gradient flows through it. */
  readonly mean: Tensor1D;
  /** The batch's biased variance of each channel; no gradient flows through it. */
  readonly variance: Tensor1D;
}

/**
 * Batch normalisation with the batch's own statistics, y = γ (x − μ) / √(σ² + ε) + β, optionally with a ReLU behind it
 * (Ioffe & Szegedy 2015). Saves x and, with a ReLU, y; the normalised input is computed again in the backward pass.
 *
 * @param x [batch, height, width, channels]
 * @param scale γ, [channels]
 * @param offset β, [channels]
 * @throws RangeError where scale or offset is of another shape
 */
export function batchNormTraining(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  { epsilon, activation }: BatchNormAttributes & { readonly activation: 'relu' | 'none' },
): BatchNormTrainingResult {
  const channels = [x.shape[3]];
  requireShape(scale, channels, 'the scale of a batch norm');
  requireShape(offset, channels, 'the offset of a batch norm');
  const run = activation === 'relu' ? runWithRelu : runPlain;
  const [y, mean, variance] = run({ x, scale, offset }, { epsilon }) as [Tensor4D, Tensor1D, Tensor1D];
  return { y, mean, variance };
}
