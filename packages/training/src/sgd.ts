import { constant, Parameter } from '@procrustes/layers';
import { add, concat, dispose, mul, reshape, scalar, split, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** Settings of {@link Sgd}. */
export interface SgdOptions {
  /** m; 0.9 in the papers. */
  readonly momentum: number;
  /** True in the 2018 paper, false in the 2020 one. */
  readonly nesterov: boolean;
  /** λ, coupled: added to the gradient; 1e-4 in the papers. */
  readonly weightDecay: number;
}

interface Slot {
  readonly name: string;
  /** The place of its gradient. */
  readonly index: number;
  readonly parameter: Parameter;
  readonly velocity: Parameter;
}

/** What the names of velocities begin with in a checkpoint. */
export const velocityPrefix = 'momentum/';

/**
 * Stochastic gradient descent with momentum and coupled weight decay, with PyTorch's conventions:
 *
 *     g ← ∂E/∂W + λ W
 *     v ← m v + g                   (v starts at zero, so that the first v is g)
 *     W ← W − η v                   or, with Nesterov's momentum, W − η (g + m v)
 *
 * The rate η is given to each step, not kept, so that a schedule takes effect at once. Parameters that differ in the
 * length of their first axis at most are updated together: a very deep network has hundreds of small ones, whose kernels
 * would cost their calls.
 */
export class Sgd {
  readonly options: SgdOptions;
  readonly #slots: readonly Slot[];
  readonly #groups: readonly (readonly Slot[])[];

  /** @param parameters those to be trained, with the names under which their velocities are saved */
  constructor(parameters: Iterable<readonly [name: string, parameter: Parameter]>, options: SgdOptions) {
    this.options = options;
    this.#slots = [...parameters].map(([name, parameter], index) => {
      const { shape, layout, size } = parameter;
      const velocity = new Parameter({ shape, layout, initialise: constant(0), trainable: false });
      velocity.assign(new Float32Array(size));
      return { name, index, parameter, velocity };
    });
    this.#groups = stackable(this.#slots);
  }

  /** The velocities v by parameter name. */
  get velocities(): ReadonlyMap<string, Parameter> {
    return new Map(this.#slots.map(({ name, velocity }) => [name, velocity]));
  }

  /** The velocities v as `momentum/<name>`, to be saved and restored. */
  *namedParameters(): Iterable<readonly [name: string, velocity: Parameter]> {
    for (const { name, velocity } of this.#slots) yield [`${velocityPrefix}${name}`, velocity];
  }

  /**
   * One step. Leaves the gradients to the caller.
   * @param gradients ∂E/∂W in the order of the parameters
   */
  step(gradients: readonly Tensor[], learningRate: number): void {
    for (const slots of this.#groups) this.#update(slots, gradients, learningRate);
  }

  #update(slots: readonly Slot[], gradients: readonly Tensor[], learningRate: number): void {
    const { momentum, nesterov, weightDecay } = this.options;
    const updated = tidy(() => {
      const weight = together(slots.map(({ parameter }) => parameter.variable));
      const velocity = together(slots.map((slot) => slot.velocity.variable));
      const m = scalar(momentum);
      const g = add(together(slots.map(({ index }) => gradients[index] as Tensor)), mul(weight, scalar(weightDecay)));
      const v = add(mul(velocity, m), g);
      const direction = nesterov ? add(g, mul(v, m)) : v;
      const w = sub(weight, mul(direction, scalar(learningRate)));
      const shapes = slots.map(({ parameter }) => parameter.shape);
      return [...apart(v, shapes), ...apart(w, shapes)];
    });
    for (const [place, { parameter, velocity }] of slots.entries()) {
      velocity.variable.assign(updated[place] as Tensor);
      parameter.variable.assign(updated[slots.length + place] as Tensor);
    }
    dispose(updated);
  }

  /** Frees the velocities; the parameters are their owner's. */
  dispose(): void {
    for (const { velocity } of this.#slots) velocity.dispose();
  }
}

/** Those together that can be laid one behind the other along their first axis. */
function stackable(slots: readonly Slot[]): Slot[][] {
  const groups = new Map<string, Slot[]>();
  for (const slot of slots) {
    const [, ...inner] = slot.parameter.shape;
    const group = groups.get(inner.join());
    if (group === undefined) groups.set(inner.join(), [slot]);
    else group.push(slot);
  }
  return [...groups.values()];
}

/** Tensors one behind the other along their first axis; a scalar has one of length 1. */
const together = (tensors: readonly Tensor[]): Tensor =>
  concat(tensors.map((tensor) => (tensor.rank === 0 ? reshape(tensor, [1]) : tensor)));

/** The inverse of `together`. */
const apart = (tensor: Tensor, shapes: readonly (readonly number[])[]): Tensor[] =>
  split(
    tensor,
    shapes.map(([length = 1]) => length),
  ).map((part, index) => (shapes[index]?.length === 0 ? reshape(part, []) : part));
