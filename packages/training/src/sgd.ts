import { constant, Parameter } from '@procrustes/layers';
import { add, dispose, mul, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';

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
  readonly parameter: Parameter;
  readonly velocity: Parameter;
}

/**
 * Stochastic gradient descent with momentum and coupled weight decay, with PyTorch's conventions:
 *
 *     g ← ∂E/∂W + λ W
 *     v ← m v + g                   (v starts at zero, so that the first v is g)
 *     W ← W − η v                   or, with Nesterov's momentum, W − η (g + m v)
 *
 * The rate η is given to each step, not kept, so that a schedule takes effect at once.
 */
export class Sgd {
  readonly options: SgdOptions;
  readonly #slots: readonly Slot[];

  /** @param parameters those to be trained, with the names under which their velocities are saved */
  constructor(parameters: Iterable<readonly [name: string, parameter: Parameter]>, options: SgdOptions) {
    this.options = options;
    this.#slots = [...parameters].map(([name, parameter]) => {
      const { shape, layout, size } = parameter;
      const velocity = new Parameter({ shape, layout, initialise: constant(0), trainable: false });
      velocity.assign(new Float32Array(size));
      return { name, parameter, velocity };
    });
  }

  /** The velocities v by parameter name. */
  get velocities(): ReadonlyMap<string, Parameter> {
    return new Map(this.#slots.map(({ name, velocity }) => [name, velocity]));
  }

  /** The velocities v as `momentum/<name>`, to be saved and restored. */
  *namedParameters(): Iterable<readonly [name: string, velocity: Parameter]> {
    for (const { name, velocity } of this.#slots) yield [`momentum/${name}`, velocity];
  }

  /**
   * One step. Leaves the gradients to the caller.
   * @param gradients ∂E/∂W in the order of the parameters
   */
  step(gradients: readonly Tensor[], learningRate: number): void {
    const { momentum, nesterov, weightDecay } = this.options;
    this.#slots.forEach(({ parameter, velocity }, index) => {
      const weight = parameter.variable;
      const buffer = velocity.variable;
      const [nextVelocity, nextWeight] = tidy(() => {
        const gradient = add(gradients[index] as Tensor, mul(weight, weightDecay));
        const moved = add(mul(buffer, momentum), gradient);
        const direction = nesterov ? add(gradient, mul(moved, momentum)) : moved;
        return [moved, sub(weight, mul(direction, learningRate))] as [Tensor, Tensor];
      });
      buffer.assign(nextVelocity);
      weight.assign(nextWeight);
      dispose([nextVelocity, nextWeight]);
    });
  }

  dispose(): void {
    for (const { velocity } of this.#slots) velocity.dispose();
  }
}
