import { add, concat, dispose, keep, mul, scalar, split, type Tensor1D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { Parameter } from './parameter.ts';

/** One running statistic, and what a batch showed of it. */
export interface ObservedStatistic {
  readonly statistic: Parameter;
  /** One value a channel. */
  readonly observed: Tensor1D;
  /** What `observed` is multiplied by: n / (n − 1) makes the biased variance of n values the unbiased one. */
  readonly correction: number;
}

/** PyTorch's default, which the papers' releases use. */
const momentum = 0.1;

/** statistic ← (1 − momentum) · statistic + momentum · correction · observed, for all of them together. */
export function moveStatistics(moves: readonly ObservedStatistic[]): void {
  if (moves.length === 0) return;
  const moved = tidy(() => {
    const factors = moves.flatMap(({ statistic, correction }) => Array(statistic.size).fill(momentum * correction));
    const running = concat(moves.map(({ statistic }) => statistic.variable as unknown as Tensor1D));
    const observed = concat(moves.map((move) => move.observed));
    const sum = add(mul(running, scalar(1 - momentum)), mul(observed, tensor1d(factors)));
    return split(
      sum,
      moves.map(({ statistic }) => statistic.size),
    );
  });
  moves.forEach(({ statistic }, index) => {
    statistic.variable.assign(moved[index] as Tensor1D);
  });
  dispose(moved);
}

/**
 * Gathers what a pass observes, to move all of a network's running statistics together at its end: a very deep network
 * has hundreds, each of a few values, whose kernels would cost their calls.
 */
export class RunningStatistics {
  #moves = new Map<Parameter, ObservedStatistic>();

  /** Takes note of one batch's statistic, of which it keeps a copy. */
  observe(move: ObservedStatistic): void {
    // Seen a second time in one pass, it moves on from where the first left it.
    if (this.#moves.has(move.statistic)) this.move();
    // It outlives the block that observed it.
    this.#moves.set(move.statistic, { ...move, observed: keep(move.observed.clone()) });
  }

  /** Moves what was observed, which is then forgotten. */
  move(): void {
    moveStatistics([...this.#moves.values()]);
    this.dispose();
  }

  /** Forgets what was observed, for a pass that did not come to its end. */
  dispose(): void {
    dispose([...this.#moves.values()].map(({ observed }) => observed));
    this.#moves.clear();
  }
}
