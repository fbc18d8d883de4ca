import { batchNormInference, batchNormTraining } from '@procrustes/ops';
import type { Rank, Tensor4D } from '@tensorflow/tfjs-core';
import type { Context } from './context.ts';
import { constant } from './initialisers.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';
import { moveStatistics } from './running-statistics.ts';

/** PyTorch's default, which the papers' releases use. */
const epsilon = 1e-5;

/**
 * Batch normalisation, optionally with a ReLU behind it. In training it uses the batch's mean and biased variance and
 * moves the running statistics by a tenth towards the batch's mean and *unbiased* variance; in evaluation it uses the
 * running statistics (Ioffe & Szegedy 2015; conventions of PyTorch). A pass that repeats moves none. [n, h, w, c] → the same shape.
 */
export class BatchNorm extends Module<Tensor4D, Tensor4D> {
  override readonly parameters: Readonly<
    Record<'weight' | 'bias' | 'running_mean' | 'running_var', Parameter<Rank.R1>>
  >;
  readonly #activation: 'relu' | 'none';

  constructor(channels: number, { activation }: { readonly activation: 'relu' | 'none' }) {
    super();
    this.#activation = activation;
    const vector = (value: number, trainable: boolean) =>
      new Parameter<Rank.R1>({ shape: [channels], layout: 'vector', initialise: constant(value), trainable });
    this.parameters = {
      weight: vector(1, true),
      bias: vector(0, true),
      running_mean: vector(0, false),
      running_var: vector(1, false),
    };
  }

  forward(x: Tensor4D, { training, repeats = false, statistics }: Context): Tensor4D {
    const { weight, bias, running_mean, running_var } = this.parameters;
    const [scale, offset] = [weight.variable, bias.variable];
    const attributes = { epsilon, activation: this.#activation } as const;
    if (!training) {
      const [mean, variance] = [running_mean.variable, running_var.variable];
      return batchNormInference(x, { scale, offset, mean, variance }, attributes);
    }
    const { y, mean, variance } = batchNormTraining(x, scale, offset, attributes);
    if (repeats) return y;
    const count = x.size / weight.size;
    const moves = [
      { statistic: running_mean, observed: mean, correction: 1 },
      { statistic: running_var, observed: variance, correction: count > 1 ? count / (count - 1) : 1 },
    ];
    if (statistics === undefined) moveStatistics(moves);
    else for (const move of moves) statistics.observe(move);
    return y;
  }
}
