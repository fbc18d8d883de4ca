import { type Context, type Site, trainingContext } from '@procrustes/layers';
import { sumOfSquares } from '@procrustes/ops';
import { customGrad, dispose, keep, type Scalar, type Tensor4D } from '@tensorflow/tfjs-core';
import type { NormSeries } from './ratios.ts';
import { readScalars } from './read-scalars.ts';

/** What one pass through a network showed at its taps. */
export interface ObservedNorms extends NormSeries {
  /** ‖x_l‖₂ at each tap, over the whole batch; empty where the probe looks at gradients only. */
  readonly activation: readonly number[];
}

/** Options of {@link NormProbe}. */
export interface NormProbeOptions {
  /** Whether to look at ‖x_l‖ too, which costs another pass over every stream; true unless told. */
  readonly activations?: boolean;
}

interface Observation {
  readonly site: Site;
  readonly activation: Scalar | undefined;
  gradient?: Scalar;
}

/**
 * Looks at one forward and backward pass. Its tap is the identity; it reduces ‖x‖² in the forward pass and ‖dy‖² in the
 * backward pass on the device and keeps the two scalars, never the tensors, so that nothing has to be read back until
 * the pass is over. Works for any network that calls `context.tap`. Where the backward pass computes a segment again,
 * taps are told from each other by their names, and each activation is still counted once.
 *
 * @example
 * const probe = new NormProbe();
 * const { value, gradients } = valueAndGradients(() => lossOf(network.forward(x, probe.context)), parameters);
 * const norms = await probe.read();
 */
export class NormProbe {
  readonly context: Context;
  readonly #activations: boolean;
  #observations: Observation[] = [];

  /** @param base the context whose pass is looked at; its own tap is called too */
  constructor(base: Context = trainingContext, { activations = true }: NormProbeOptions = {}) {
    this.#activations = activations;
    this.context = { ...base, tap: (site, x, repeats) => this.#tap(site, base.tap(site, x, repeats), repeats) };
  }

  #tap(site: Site, x: Tensor4D, repeats = false): Tensor4D {
    const observation = repeats ? this.#seen(site) : this.#see(site, x);
    const identity = customGrad((stream) => ({
      value: (stream as Tensor4D).clone(),
      gradFunc: (dy) => {
        // There is one already only where two taps of a repeated segment have one name; `take` then misses the other's.
        observation.gradient?.dispose();
        observation.gradient = keep(sumOfSquares(dy as Tensor4D));
        return dy as Tensor4D;
      },
    }));
    return identity(x) as Tensor4D;
  }

  #see(site: Site, x: Tensor4D): Observation {
    const activation = this.#activations ? keep(sumOfSquares(x)) : undefined;
    const observation: Observation = { site, activation };
    this.#observations.push(observation);
    return observation;
  }

  /** What was seen at that tap in the pass that is repeated. Repetition runs from the last segment to the first. */
  #seen({ name }: Site): Observation {
    const observation = this.#observations.findLast(({ site, gradient }) => site.name === name && !gradient);
    if (observation !== undefined) return observation;
    throw new Error(`the tap '${name}' was not seen in the pass that is repeated; probe the whole of a pass`);
  }

  /**
   * Hands the squared norms over, all of the activations and then all of the gradients, for a caller that reads them
   * together with other numbers; `series` makes norms of what was read. The caller disposes them. The probe is then as
   * new.
   *
   * @throws where no backward pass has reached the taps
   */
  take(): {
    readonly squares: readonly Scalar[];
    /** Makes norms of the squares, once they have been read. */
    series(squares: ArrayLike<number>): ObservedNorms;
  } {
    const observations = this.#observations;
    const blind = observations.find(({ gradient }) => gradient === undefined);
    if (blind !== undefined) {
      this.dispose();
      throw new Error(`no gradient came back to the tap '${blind.site.name}'; read a probe after the backward pass`);
    }
    this.#observations = [];
    const sites = observations.map(({ site }) => site.name);
    const kinds = observations.map(({ site }) => site.kind);
    const activations = observations.flatMap(({ activation }) => activation ?? []);
    const gradients = observations.map(({ gradient }) => gradient as Scalar);
    return {
      squares: [...activations, ...gradients],
      series: (squares) => {
        const norms = Array.from(squares, Math.sqrt);
        return {
          sites,
          kinds,
          activation: norms.slice(0, activations.length),
          gradient: norms.slice(activations.length),
        };
      },
    };
  }

  /** The norms, by one read-back. The probe is then as new, also where the read-back fails. */
  async read(): Promise<ObservedNorms> {
    const { squares, series } = this.take();
    try {
      return series(await readScalars(squares));
    } finally {
      dispose([...squares]);
    }
  }

  /** Frees what was kept, for a pass that did not come to its end. */
  dispose(): void {
    for (const { activation, gradient } of this.#observations) {
      dispose([activation, gradient].filter((scalar) => scalar !== undefined));
    }
    this.#observations = [];
  }
}
