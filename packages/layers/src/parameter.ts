import type { Generator } from '@procrustes/random';
import { type Rank, type ShapeMap, type Tensor, tensor, type Variable, variable } from '@tensorflow/tfjs-core';

/** What the axes of a parameter mean, for import and export in other layouts. */
export type ParameterLayout =
  /** Convolution: [kernel height, kernel width, in, out]. */
  | 'hwio'
  /** Fully connected: [out, in]. */
  | 'out-in'
  /** One value per channel or class. */
  | 'vector';

/** What a {@link Parameter} is before it has values. */
export interface ParameterOptions<R extends Rank = Rank> {
  readonly shape: Readonly<ShapeMap[R]>;
  readonly layout: ParameterLayout;
  /** Fills the flat array, in row-major order. */
  readonly initialise: (values: Float32Array, generator: Generator) => void;
  /** False for running statistics: saved with the weights, changed by no optimiser. */
  readonly trainable?: boolean;
}

/**
 * A tensor that a module owns. Its shape is known at once; its values exist from `initialise` or `assign` until
 * `dispose`, so that a network can be described and counted without memory. R is its rank, where that is known:
 * `Parameter<Rank.R4>` has the variable of a four-dimensional tensor.
 */
export class Parameter<R extends Rank = Rank> {
  readonly shape: Readonly<ShapeMap[R]>;
  readonly layout: ParameterLayout;
  readonly trainable: boolean;
  readonly #initialise: ParameterOptions['initialise'];
  #variable: Variable<R> | undefined;

  constructor({ shape, layout, initialise, trainable = true }: ParameterOptions<R>) {
    this.shape = shape;
    this.layout = layout;
    this.trainable = trainable;
    this.#initialise = initialise;
  }

  /** Number of values. */
  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1);
  }

  /** @throws before `initialise` or `assign` */
  get variable(): Variable<R> {
    if (this.#variable === undefined) {
      throw new Error(
        `a parameter of shape [${this.shape}] has no values yet; call initialise(generator) on the network`,
      );
    }
    return this.#variable;
  }

  /** Draws fresh values. */
  initialise(generator: Generator): void {
    const values = new Float32Array(this.size);
    this.#initialise(values, generator);
    this.assign(values);
  }

  /**
   * Takes a copy of these values, in row-major order.
   * @throws where their number is not that of the shape
   */
  assign(values: Float32Array): void {
    if (values.length !== this.size) {
      throw new Error(`a parameter of shape [${this.shape}] takes ${this.size} values, got ${values.length}`);
    }
    // A backend may keep the very array that it is given.
    const fresh: Tensor<R> = tensor(values.slice(), this.shape as ShapeMap[R], 'float32');
    if (this.#variable === undefined) this.#variable = variable(fresh, this.trainable);
    else this.#variable.assign(fresh);
    fresh.dispose();
  }

  /** The values, in row-major order; a copy. */
  async values(): Promise<Float32Array> {
    return Float32Array.from(await this.variable.data<'float32'>());
  }

  /** Frees the values; the description stays. */
  dispose(): void {
    this.#variable?.dispose();
    this.#variable = undefined;
  }
}
